"""who is disabled."""

import sqlalchemy as sa
from alembic import op

revision = 'a63e19c57d20'
down_revision = 'd41f7a02c9b8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    for table in ('students', 'guardians', 'roster_staff'):
        op.add_column(table, sa.Column('is_disabled', sa.Boolean(), server_default=sa.text('false'), nullable=False))
