"""marks and screenings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '627b3ce58e71'
down_revision = '826b23a87f8b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('marks',
    sa.Column('course', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=True),
    sa.Column('grading_period', sa.Text(), nullable=False),
    sa.Column('grade_type', sa.Text(), nullable=True),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('source_key', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.Uuid(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', 'recorded_at', name=op.f('pk_marks'))
    )
    op.create_index('ix_marks_batch', 'marks', ['district_id', 'batch_id'], unique=False)
    op.create_index('ix_marks_day', 'marks', ['district_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_marks_school', 'marks', ['district_id', 'school_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_marks_student', 'marks', ['district_id', 'student_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_marks_superseded_by', 'marks', ['district_id', 'superseded_by'], unique=False, postgresql_where=sa.text('superseded_by is not null'))
    op.create_index('ix_marks_updated_at', 'marks', ['district_id', 'updated_at', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('uq_marks_in_force', 'marks', ['district_id', 'student_id', 'school_id', 'source_key'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_table('screeners',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('area', sa.Enum('reading', 'mathematics', 'writing', 'behavior', 'well_being', 'other', name='screeningarea', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('score_kind', sa.Enum('raw', 'scale', 'percentile', 'grade_equivalent', 'rate', name='scorekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lowest', sa.Double(), nullable=False),
    sa.Column('highest', sa.Double(), nullable=False),
    sa.Column('cut_scores', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('lowest < highest', name=op.f('ck_screeners_range')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_screeners')),
    sa.UniqueConstraint('district_id', 'code', 'edition', name='uq_screeners_edition')
    )
    op.create_index('ix_screeners_updated_at', 'screeners', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('screening_results',
    sa.Column('screener', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('area', sa.Enum('reading', 'mathematics', 'writing', 'behavior', 'well_being', 'other', name='screeningarea', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('window', sa.Enum('fall', 'winter', 'spring', name='screeningwindow', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('risk_level', sa.Enum('high', 'moderate', 'low', name='risklevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('no_level', sa.Enum('no_cut_score', name='nolevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('source_key', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.Uuid(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', 'recorded_at', name=op.f('pk_screening_results'))
    )
    op.create_index('ix_screening_results_batch', 'screening_results', ['district_id', 'batch_id'], unique=False)
    op.create_index('ix_screening_results_day', 'screening_results', ['district_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_screening_results_school', 'screening_results', ['district_id', 'school_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_screening_results_student', 'screening_results', ['district_id', 'student_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_screening_results_superseded_by', 'screening_results', ['district_id', 'superseded_by'], unique=False, postgresql_where=sa.text('superseded_by is not null'))
    op.create_index('ix_screening_results_updated_at', 'screening_results', ['district_id', 'updated_at', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('uq_screening_results_in_force', 'screening_results', ['district_id', 'student_id', 'school_id', 'source_key'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.alter_column('indicator_held_rows', 'school_id',
               existing_type=sa.UUID(),
               nullable=True)
    isolate('marks', 'screeners', 'screening_results')
