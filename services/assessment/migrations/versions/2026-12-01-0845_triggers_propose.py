"""triggers propose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'e3d4922d81c7'
down_revision = '5e0c7ad2b914'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_proposals',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('alert_id', sa.Uuid(), nullable=False),
    sa.Column('trigger_id', sa.Uuid(), nullable=False),
    sa.Column('trigger_version', sa.BigInteger(), nullable=False),
    sa.Column('tier', sa.Integer(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('school_days', sa.Integer(), nullable=False),
    sa.Column('tells', sa.Boolean(), nullable=False),
    sa.Column('asks_for', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'declined', 'withdrawn', name='attendanceproposalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_because', sa.Enum('undone', 'left', 'year_ended', 'retired', name='withdrawnbecause', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'trigger_id'], ['attendance_triggers.district_id', 'attendance_triggers.id'], name='fk_attendance_proposals_trigger'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_proposals')),
    sa.UniqueConstraint('district_id', 'alert_id', name='uq_attendance_proposals_once')
    )
    op.create_index('ix_attendance_proposals_kind', 'attendance_proposals', ['district_id', 'kind', 'id'], unique=False)
    op.create_index('ix_attendance_proposals_school', 'attendance_proposals', ['district_id', 'school_id', 'id'], unique=False)
    op.create_index('ix_attendance_proposals_state', 'attendance_proposals', ['district_id', 'state', 'id'], unique=False)
    op.create_index('ix_attendance_proposals_student', 'attendance_proposals', ['district_id', 'student_id', 'id'], unique=False)
    op.create_index('ix_attendance_proposals_trigger', 'attendance_proposals', ['district_id', 'trigger_id', 'id'], unique=False)
    op.create_index('ix_attendance_proposals_updated_at', 'attendance_proposals', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('attendance_proposals')
    op.add_column('attendance_triggers', sa.Column('proposal', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
