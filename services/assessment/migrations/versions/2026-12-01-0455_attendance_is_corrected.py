"""attendance is corrected."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c4e2d6b01f38'
down_revision = 'b3d1c5a90e27'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_corrections',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('code_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('share', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('standing', 'agreed', 'replaced', 'taken_back', name='correctionstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_corrections'))
    )
    for name, column in (('student', 'student_id'), ('school', 'school_id'), ('state', 'state'), ('updated_at', 'updated_at')):
        op.create_index(f'ix_attendance_corrections_{name}', 'attendance_corrections', ['district_id', column, 'id'], unique=False)
    op.create_index('uq_attendance_corrections_standing', 'attendance_corrections', ['district_id', 'student_id', 'school_id', 'day', 'period'], unique=True, postgresql_where=sa.text("state = 'standing'"))
    op.add_column('attendance_events', sa.Column('is_correction', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.drop_index('uq_attendance_events_in_force', 'attendance_events')
    op.create_index('uq_attendance_events_in_force', 'attendance_events', ['district_id', 'school_id', 'day', 'student_id', 'period', 'is_correction'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_attendance_events_corrections', 'attendance_events', ['district_id', 'student_id', 'day'], unique=False, postgresql_where=sa.text('is_correction'))
    isolate('attendance_corrections')
