"""front ends people are led to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'd4a7c93e1b58'
down_revision = '6aa881da88bb'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'front_ends',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('addresses', postgresql.JSONB(), nullable=False),
        sa.Column('is_default', sa.Boolean(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_front_ends')),
    )
    op.create_index('ix_front_ends_default', 'front_ends', ['district_id'], postgresql_where=sa.text('is_default'))
    op.create_table(
        'front_ends_used',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('application_id', sa.Uuid(), nullable=False),
        sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_front_ends_used')),
    )
    isolate('front_ends', 'front_ends_used')
