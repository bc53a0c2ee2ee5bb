"""what tasks are called."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'c3d90a6e4f12'
down_revision = '8a2f6b93c1d7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('plan_announcements', sa.Column('activities', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('plan_announcements', sa.Column('published_by_id', sa.Uuid(), nullable=True))
    op.add_column('plan_tallies', sa.Column('first_tasks', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
