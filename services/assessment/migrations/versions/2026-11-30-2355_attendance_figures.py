"""attendance figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '7c1e52a90d34'
down_revision = 'e4b86d1f0a37'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_figure_members',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('band', sa.Text(), nullable=False),
    sa.Column('is_chronic', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'school_year', 'school_id', 'student_id', name=op.f('pk_attendance_figure_members'))
    )
    op.create_index('ix_attendance_figure_members_student', 'attendance_figure_members', ['district_id', 'student_id'], unique=False)
    op.create_table('attendance_figure_snapshots',
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('definition_id', sa.Uuid(), nullable=True),
    sa.Column('smallest', sa.Integer(), nullable=False),
    sa.Column('schools', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('grades', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('cells', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reported', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_figure_snapshots')),
    sa.UniqueConstraint('district_id', 'school_year', 'as_of', name='uq_attendance_figure_snapshots_week')
    )
    isolate('attendance_figure_members', 'attendance_figure_snapshots')
