"""files passed over."""

import sqlalchemy as sa
from alembic import op

revision = 'e51c8a0d27b4'
down_revision = '9b02e7f4c6d1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('roster_imports', sa.Column('passed_over', sa.ARRAY(sa.Text()), nullable=False, server_default='{}'))
    op.alter_column('roster_imports', 'passed_over', server_default=None)
