"""grace of days owed."""

import sqlalchemy as sa
from alembic import op

revision = '8240f227d7f0'
down_revision = 'e3d4922d81c7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('attendance_figure_settings', sa.Column('grace', sa.Integer(), server_default='1', nullable=False))
