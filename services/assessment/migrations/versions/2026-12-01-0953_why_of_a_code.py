"""why of a code."""

import sqlalchemy as sa
from alembic import op

revision = '8ab377337860'
down_revision = '7a90c3d5e2f1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('attendance_codes', sa.Column('reason', sa.Enum('illness', 'family', 'transport', 'suspension', 'weather', 'religious', 'school_activity', 'other', 'unknown', name='absencereason', native_enum=False, create_constraint=True, length=40), nullable=True))
