"""the live stream."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate, open_to_system

revision = 'c41d7e90ab52'
down_revision = '6d60ef1756d7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('stream_entries',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('school_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('owner_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('recipient_id', sa.Uuid(), nullable=True),
    sa.Column('plan_id', sa.Uuid(), nullable=True),
    sa.Column('data', postgresql.JSON(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'seq', name=op.f('pk_stream_entries'))
    )
    op.create_index('ix_stream_entries_made_at', 'stream_entries', ['made_at'], unique=False)
    isolate("stream_entries")
    open_to_system("stream_entries", "select, delete")
