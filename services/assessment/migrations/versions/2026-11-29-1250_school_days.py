"""the copy of school days."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '91e5d3a7b4c8'
down_revision = '9b1f4c7e2a60'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'school_days',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('school_is_held', sa.Boolean(), nullable=False),
        sa.Column('differing_school_ids', sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'day', name=op.f('pk_school_days')),
    )
    isolate('school_days')
