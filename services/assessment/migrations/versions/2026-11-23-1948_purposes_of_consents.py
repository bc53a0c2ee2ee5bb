"""purposes of consents."""

import sqlalchemy as sa
from alembic import op

revision = 'b7d0c2e91f46'
down_revision = 'db326b43ddcc'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    # A consent whose purpose was not kept permits nothing until partners tells it again.
    op.add_column('known_consents', sa.Column('purpose', sa.Text(), nullable=False, server_default=''))
    op.alter_column('known_consents', 'purpose', server_default=None)
