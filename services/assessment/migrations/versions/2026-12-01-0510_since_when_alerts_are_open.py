"""since when alerts are open."""

import sqlalchemy as sa
from alembic import op

revision = '9d3c71e05ab8'
down_revision = '4b7e19c2a6d8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('attendance_alerts', sa.Column('raised_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('alter table attendance_alerts no force row level security')
    op.execute('update attendance_alerts set raised_at = created_at')
    op.execute('alter table attendance_alerts force row level security')
    op.alter_column('attendance_alerts', 'raised_at', nullable=False)
