"""days known late."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '7a90c3d5e2f1'
down_revision = 'c4e1a85d90b7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_known_enrollments',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('held', postgresql.DATEMULTIRANGE(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'school_id', name=op.f('pk_attendance_known_enrollments'))
    )
    op.create_table('attendance_late_days',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'school_id', 'day', name=op.f('pk_attendance_late_days'))
    )
    op.create_index('ix_attendance_late_days_day', 'attendance_late_days', ['district_id', 'school_id', 'day'], unique=False)
    isolate('attendance_known_enrollments', 'attendance_late_days')
