"""kinds that may shrink."""

import sqlalchemy as sa
from alembic import op

revision = '9b02e7f4c6d1'
down_revision = '7c41d90ab3e5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('roster_imports', sa.Column('may_shrink', sa.ARRAY(sa.Text()), nullable=False, server_default='{}'))
    op.alter_column('roster_imports', 'may_shrink', server_default=None)
