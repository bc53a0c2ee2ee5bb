"""students of nobody."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'd19f4e7a2c86'
down_revision = '3c7e19f5a0d8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('caseload_assignments', sa.Column('orphaned_on', sa.Date(), nullable=True))
    op.create_table(
        'begun_days',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('is_alone', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'day', name=op.f('pk_begun_days')),
    )
    isolate('begun_days')
    open_to_system('begun_days', 'select')
