"""incidents are reported."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '826b23a87f8b'
down_revision = '1c40d4714ec6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('incidents',
    sa.Column('incident_source_id', sa.Text(), nullable=False),
    sa.Column('participation', sa.Enum('perpetrator', 'victim', 'witness', 'reporter', name='participation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('behavior', sa.Text(), nullable=True),
    sa.Column('action_source_id', sa.Text(), nullable=True),
    sa.Column('action', sa.Text(), nullable=True),
    sa.Column('days_removed', sa.Double(), nullable=True),
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
    sa.CheckConstraint('days_removed between 0 and 366', name=op.f('ck_incidents_days_removed')),
    sa.PrimaryKeyConstraint('district_id', 'id', 'recorded_at', name=op.f('pk_incidents'))
    )
    op.create_index('ix_incidents_batch', 'incidents', ['district_id', 'batch_id'], unique=False)
    op.create_index('ix_incidents_day', 'incidents', ['district_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_incidents_school', 'incidents', ['district_id', 'school_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_incidents_student', 'incidents', ['district_id', 'student_id', 'day', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('ix_incidents_superseded_by', 'incidents', ['district_id', 'superseded_by'], unique=False, postgresql_where=sa.text('superseded_by is not null'))
    op.create_index('ix_incidents_updated_at', 'incidents', ['district_id', 'updated_at', 'id'], unique=False, postgresql_where=sa.text('superseded_at is null'))
    op.create_index('uq_incidents_in_force', 'incidents', ['district_id', 'student_id', 'school_id', 'source_key'], unique=True, postgresql_where=sa.text('superseded_at is null'))
    op.create_table('indicator_batches',
    sa.Column('kind', sa.Enum('incidents', 'marks', 'screening_results', name='factsof', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('open', 'applied', 'taken_back', name='batchstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('held_count', sa.Integer(), nullable=False),
    sa.Column('refused_count', sa.Integer(), nullable=False),
    sa.Column('fault_count', sa.Integer(), nullable=False),
    sa.Column('changed_count', sa.Integer(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator_batches')),
    sa.UniqueConstraint('district_id', 'kind', 'batch', name='uq_indicator_batches_batch')
    )
    op.create_index('ix_indicator_batches_updated_at', 'indicator_batches', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('indicator_codes',
    sa.Column('kind', sa.Enum('behavior', 'action', 'mark', 'subject', name='codekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('meaning', sa.Enum('violence', 'weapons', 'substances', 'harassment', 'disruption', 'property', 'truancy', 'suspended_out', 'suspended_in', 'expelled', 'detention', 'passing', 'failing', 'not_graded', 'ela', 'mathematics', 'science', 'social_studies', 'other', name='meaning', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('points', sa.Double(), nullable=True),
    sa.Column('lowest', sa.Double(), nullable=True),
    sa.Column('highest', sa.Double(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('(lowest is null) = (highest is null) and lowest < highest', name=op.f('ck_indicator_codes_range')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator_codes')),
    sa.UniqueConstraint('district_id', 'kind', 'folded', name='uq_indicator_codes_folded')
    )
    op.create_index('ix_indicator_codes_updated_at', 'indicator_codes', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('indicator_held_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('known_by', sa.Text(), nullable=False),
    sa.Column('student', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('source_key', sa.Text(), nullable=False),
    sa.Column('is_removed', sa.Boolean(), nullable=False),
    sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'batch_id', 'part', 'row', name=op.f('pk_indicator_held_rows'))
    )
    op.create_table('indicator_batch_faults',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('pointer', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'batch_id'], ['indicator_batches.district_id', 'indicator_batches.id'], name='fk_indicator_batch_faults_batch', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator_batch_faults'))
    )
    op.create_index('ix_indicator_batch_faults_place', 'indicator_batch_faults', ['district_id', 'batch_id', 'part', 'row', 'id'], unique=False)
    op.create_table('indicator_batch_parts',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'batch_id'], ['indicator_batches.district_id', 'indicator_batches.id'], name='fk_indicator_batch_parts_batch', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'batch_id', 'part', name=op.f('pk_indicator_batch_parts'))
    )
    isolate('incidents', 'indicator_batches', 'indicator_codes', 'indicator_held_rows', 'indicator_batch_faults', 'indicator_batch_parts')
