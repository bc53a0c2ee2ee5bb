"""rules of schools."""

import sqlalchemy as sa
from alembic import op


revision = '504407993294'
down_revision = '8240f227d7f0'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('indicator_rules', sa.Column('school_ids', sa.ARRAY(sa.Uuid()), server_default='{}', nullable=False))
