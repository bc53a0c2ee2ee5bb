"""attendance raises alerts."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '8d04f33c2314'
down_revision = '7c1e52a90d34'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_triggers',
    sa.Column('state', sa.Enum('draft', 'active', 'retired', name='triggerstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('consecutive', 'cumulative', 'band', name='triggerkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('band', sa.Text(), nullable=True),
    sa.Column('months', sa.ARRAY(sa.Integer()), nullable=False),
    sa.Column('tier', sa.Integer(), nullable=False),
    sa.Column('quiet_days', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('school_days', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_triggers'))
    )
    op.create_index('ix_attendance_triggers_updated_at', 'attendance_triggers', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('attendance_alerts',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('trigger_id', sa.Uuid(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'handled', 'undone', 'over', name='alertstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by', sa.Text(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'trigger_id'], ['attendance_triggers.district_id', 'attendance_triggers.id'], name='fk_attendance_alerts_trigger'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_alerts')),
    sa.UniqueConstraint('district_id', 'student_id', 'trigger_id', 'school_id', 'school_year', 'began_on', name='uq_attendance_alerts_once')
    )
    op.create_index('ix_attendance_alerts_school', 'attendance_alerts', ['district_id', 'school_id', 'id'], unique=False)
    op.create_index('ix_attendance_alerts_state', 'attendance_alerts', ['district_id', 'state', 'id'], unique=False)
    op.create_index('ix_attendance_alerts_trigger', 'attendance_alerts', ['district_id', 'trigger_id', 'id'], unique=False)
    op.create_index('ix_attendance_alerts_updated_at', 'attendance_alerts', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('attendance_triggers', 'attendance_alerts')
