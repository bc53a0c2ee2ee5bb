"""access that ended."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'd48ddfcdc790'
down_revision = 'c41d7f0a9e52'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('ended_access',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('holder_id', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'holder', 'holder_id', name=op.f('pk_ended_access'))
    )
    op.create_index('ix_ended_access_noted_at', 'ended_access', ['noted_at'], unique=False)
    isolate('ended_access')
    open_to_system('ended_access', 'select, delete')
