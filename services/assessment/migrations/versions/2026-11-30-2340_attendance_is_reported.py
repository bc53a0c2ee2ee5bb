"""attendance."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '3550b0816c46'
down_revision = 'd17a4c90e52b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_band_history',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('days_enrolled', sa.Integer(), nullable=True),
    sa.Column('days_absent', sa.Integer(), nullable=True),
    sa.Column('definition_id', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'school_id', 'school_year', 'happened_at', name=op.f('pk_attendance_band_history'))
    )
    op.create_table('attendance_batches',
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('open', 'applied', 'taken_back', name='batchstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('covers', sa.Enum('exceptions', 'everybody', name='listed', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('held_count', sa.Integer(), nullable=False),
    sa.Column('refused_count', sa.Integer(), nullable=False),
    sa.Column('fault_count', sa.Integer(), nullable=False),
    sa.Column('changed_count', sa.Integer(), nullable=False),
    sa.Column('day_count', sa.Integer(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_batches')),
    sa.UniqueConstraint('district_id', 'batch', name='uq_attendance_batches_batch')
    )
    op.create_index('ix_attendance_batches_updated_at', 'attendance_batches', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('attendance_codes',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('category', sa.Enum('present', 'tardy', 'excused', 'unexcused', 'suspended_out', 'suspended_in', 'independent_study', 'not_expected', name='category', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('missed between 0 and 27720', name=op.f('ck_attendance_codes_share_of_a_day')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_codes')),
    sa.UniqueConstraint('district_id', 'folded', name='uq_attendance_codes_folded')
    )
    op.create_index('ix_attendance_codes_updated_at', 'attendance_codes', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('attendance_days',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('listed', sa.Enum('exceptions', 'everybody', name='listed', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('present_codes', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('district_id', 'school_id', 'day', 'recorded_at', name=op.f('pk_attendance_days'))
    )
    op.create_index('ix_attendance_days_batch', 'attendance_days', ['district_id', 'batch_id'], unique=False)
    op.create_index('uq_attendance_days_in_force', 'attendance_days', ['district_id', 'school_id', 'day'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_table('attendance_definitions',
    sa.Column('state', sa.Enum('draft', 'in_force', 'replaced', name='definitionstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('absent_from', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('minimum_days', sa.Integer(), nullable=False),
    sa.Column('counts', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('tardies_per_absence', sa.Integer(), nullable=True),
    sa.Column('unreported', sa.Enum('excluded', 'absent', name='unreported', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('bands', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_definitions'))
    )
    op.create_index('ix_attendance_definitions_updated_at', 'attendance_definitions', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_attendance_definitions_in_force', 'attendance_definitions', ['district_id'], unique=True, postgresql_where=sa.text("state = 'in_force'"))
    op.create_table('attendance_events',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Enum('present', 'tardy', 'excused', 'unexcused', 'suspended_out', 'suspended_in', 'independent_study', 'not_expected', 'unmapped', 'unreported', name='attendanceoutcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('code_id', sa.Uuid(), nullable=True),
    sa.Column('share', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('missed between 0 and 27720', name=op.f('ck_attendance_events_share_of_a_day')),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'day', 'school_id', 'period', 'recorded_at', name=op.f('pk_attendance_events'))
    )
    op.create_index('ix_attendance_events_batch', 'attendance_events', ['district_id', 'batch_id'], unique=False)
    op.create_index('ix_attendance_events_code', 'attendance_events', ['district_id', 'code_id'], unique=False, postgresql_where=sa.text('superseded_at is null and code_id is not null'))
    op.create_index('ix_attendance_events_superseded_by', 'attendance_events', ['district_id', 'superseded_by'], unique=False, postgresql_where=sa.text('superseded_by is not null'))
    op.create_index('uq_attendance_events_in_force', 'attendance_events', ['district_id', 'school_id', 'day', 'student_id', 'period'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_table('attendance_held_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('known_by', sa.Text(), nullable=False),
    sa.Column('student', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('share', sa.Integer(), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'batch_id', 'part', 'row', name=op.f('pk_attendance_held_rows'))
    )
    op.create_index('ix_attendance_held_rows_day', 'attendance_held_rows', ['district_id', 'school_id', 'day'], unique=False)
    op.create_table('attendance_standings',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('days_enrolled', sa.Integer(), nullable=True),
    sa.Column('days_absent', sa.Integer(), nullable=True),
    sa.Column('by_category', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('tardies', sa.Integer(), nullable=True),
    sa.Column('days_excluded', sa.Integer(), nullable=False),
    sa.Column('band', sa.Text(), nullable=True),
    sa.Column('is_chronic', sa.Boolean(), nullable=True),
    sa.Column('no_figure', sa.Enum('unmapped_code', 'too_few_days', 'nothing_reported', name='nofigure', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('whole_through', sa.Date(), nullable=True),
    sa.Column('definition_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_standings')),
    sa.UniqueConstraint('district_id', 'student_id', 'school_id', 'school_year', name='uq_attendance_standings_student')
    )
    op.create_index('ix_attendance_standings_school', 'attendance_standings', ['district_id', 'school_id', 'school_year', 'student_id', 'id'], unique=False)
    op.create_index('ix_attendance_standings_updated_at', 'attendance_standings', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('ix_attendance_standings_year', 'attendance_standings', ['district_id', 'school_year', 'student_id', 'id'], unique=False)
    op.create_index('ix_attendance_standings_band', 'attendance_standings', ['district_id', 'band', 'school_year', 'student_id', 'id'], unique=False)
    op.create_index('ix_attendance_standings_no_figure', 'attendance_standings', ['district_id', 'no_figure', 'school_year', 'student_id', 'id'], unique=False)
    op.create_table('attendance_batch_faults',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('pointer', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'batch_id'], ['attendance_batches.district_id', 'attendance_batches.id'], name='fk_attendance_batch_faults_batch', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_batch_faults'))
    )
    op.create_index('ix_attendance_batch_faults_place', 'attendance_batch_faults', ['district_id', 'batch_id', 'part', 'row', 'id'], unique=False)
    op.create_table('attendance_batch_parts',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'batch_id'], ['attendance_batches.district_id', 'attendance_batches.id'], name='fk_attendance_batch_parts_batch', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'batch_id', 'part', name=op.f('pk_attendance_batch_parts'))
    )
    isolate(
        'attendance_band_history',
        'attendance_batches',
        'attendance_codes',
        'attendance_days',
        'attendance_definitions',
        'attendance_events',
        'attendance_held_rows',
        'attendance_standings',
        'attendance_batch_faults',
        'attendance_batch_parts',
    )
