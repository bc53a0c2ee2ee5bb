"""when a school year was listed."""

import sqlalchemy as sa
from alembic import op

revision = 'c5e0a7d19b42'
down_revision = 'a81d3c67f0e5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('school_years', sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True))
