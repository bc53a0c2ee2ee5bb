"""pushed students."""

import sqlalchemy as sa
from alembic import op

revision = 'a3c5e7091b2d'
down_revision = 'c07a4e9b3d58'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('students', sa.Column('source', sa.Text(), server_default=sa.text("'sis'"), nullable=False))
    op.add_column('students', sa.Column('pushed_at', sa.DateTime(timezone=True), nullable=True))
