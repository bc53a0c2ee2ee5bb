"""days and calendars are told."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'd41b7c90e2a6'
down_revision = '8e41b7c25d90'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'told_calendars',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('whole_on', sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint('district_id', name=op.f('pk_told_calendars')),
    )
    isolate('told_calendars')
    # Every day that began until now did so with its reminders.
    op.add_column('opened_days', sa.Column('is_reminded', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('opened_days', sa.Column('since', sa.Date(), nullable=True))
