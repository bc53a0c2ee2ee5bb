"""clients for setting up, and how much one reads a day."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'd3f1a7c25e80'
down_revision = '2c8f06d1e7b3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('clients', sa.Column('for_setup', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.create_table('own_reader_days',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reader', sa.Text(), nullable=False),
    sa.Column('student_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('students', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'day', 'reader', name=op.f('pk_own_reader_days'))
    )
    isolate('own_reader_days')
    # The timer counts those that stand and forgets old days, in all districts.
    open_to_system('own_reader_days', 'select, delete')
