"""what an escalated task that a service asked for says."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'e81c4fb07d29'
down_revision = 'e2d81b6c40f9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('escalations', sa.Column('text_code', sa.Text(), nullable=True))
    op.add_column('escalations', sa.Column('text_values', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
