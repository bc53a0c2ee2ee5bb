"""order of deltas."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'b85d20f6e413'
down_revision = 'a63e19c57d20'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('roster_moments',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('modified_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'file', 'id', name=op.f('pk_roster_moments'))
    )
    isolate('roster_moments')
    op.create_table('roster_held_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'file', 'id', name=op.f('pk_roster_held_rows'))
    )
    isolate('roster_held_rows')
    op.add_column('classes', sa.Column('gone_with', sa.Uuid(), nullable=True))
    op.add_column('enrollments', sa.Column('gone_with', sa.Uuid(), nullable=True))
