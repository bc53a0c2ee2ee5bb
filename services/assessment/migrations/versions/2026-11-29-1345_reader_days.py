"""how much one reads a day."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'b82e6d4f0a13'
down_revision = '9d51f0b7c3a8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('reader_days',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reader', sa.Text(), nullable=False),
    sa.Column('student_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('students', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'day', 'reader', name=op.f('pk_reader_days'))
    )
    isolate('reader_days')
    # The timer counts those that stand and forgets old days, in all districts.
    open_to_system('reader_days', 'select, delete')
