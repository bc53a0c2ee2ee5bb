"""covers."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'a7bcf5165296'
down_revision = '83d5f5ef4308'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('covers',
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('to_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('is_over', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_covers'))
    )
    op.create_index('ix_covers_to', 'covers', ['district_id', 'to_id'], unique=False)
    isolate('covers')
