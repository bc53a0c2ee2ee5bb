"""sources of a roster end."""

import sqlalchemy as sa
from alembic import op

revision = '5e0c7ad2b914'
down_revision = '9d3c71e05ab8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('roster_sources', sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('roster_sources', sa.Column('ended_by_import_id', sa.Uuid(), nullable=True))
    op.add_column(
        'roster_imports', sa.Column('ends_source', sa.Boolean(), server_default=sa.text('false'), nullable=False)
    )
