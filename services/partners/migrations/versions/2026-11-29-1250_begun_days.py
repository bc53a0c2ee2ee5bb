"""begun days."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = '2c8f06d1e7b3'
down_revision = '805c1d24f9b6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
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
    op.execute('grant select on directory_districts to throughline_system')
