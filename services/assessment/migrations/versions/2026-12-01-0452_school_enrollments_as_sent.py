"""school enrollments as sent."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'b3d1c5a90e27'
down_revision = '7e1fb4a3902d'
branch_labels = None
depends_on = None

REASONS = ('unmapped_code', 'too_few_days', 'not_enrolled', 'nothing_reported')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('school_enrollments',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.Uuid(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_school_enrollments'))
    )
    op.create_index('ix_school_enrollments_batch', 'school_enrollments', ['district_id', 'batch_id'], unique=False)
    op.create_index('ix_school_enrollments_school', 'school_enrollments', ['district_id', 'school_id', 'id'], unique=False)
    op.create_index('ix_school_enrollments_student', 'school_enrollments', ['district_id', 'student_id', 'school_id', 'id'], unique=False)
    op.create_index('ix_school_enrollments_superseded_by', 'school_enrollments', ['district_id', 'superseded_by'], unique=False, postgresql_where=sa.text('superseded_by is not null'))
    op.create_index('ix_school_enrollments_updated_at', 'school_enrollments', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_school_enrollments_in_force', 'school_enrollments', ['district_id', 'student_id', 'school_id', 'begins_on'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_table('school_enrollment_held_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('known_by', sa.Text(), nullable=False),
    sa.Column('student', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('is_removed', sa.Boolean(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'batch_id', 'part', 'row', name=op.f('pk_school_enrollment_held_rows'))
    )
    about = sa.Enum('events', 'enrollments', name='batchabout', native_enum=False, create_constraint=True, length=40)
    op.add_column('attendance_batches', sa.Column('about', about, server_default=sa.text("'events'"), nullable=False))
    op.drop_constraint('uq_attendance_batches_batch', 'attendance_batches', type_='unique')
    op.create_unique_constraint('uq_attendance_batches_batch', 'attendance_batches', ['district_id', 'about', 'batch'])
    listed = ', '.join(f"'{reason}'" for reason in REASONS)
    op.drop_constraint(op.f('ck_attendance_standings_nofigure'), 'attendance_standings', type_='check')
    op.create_check_constraint(op.f('ck_attendance_standings_nofigure'), 'attendance_standings', f'no_figure in ({listed})')
    isolate('school_enrollments', 'school_enrollment_held_rows')
