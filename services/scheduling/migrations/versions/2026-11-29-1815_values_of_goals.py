"""values of goals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'c3a95d07f2b8'
down_revision = 'b7f20c64e19a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('goal_values',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('withdrawn_reason', sa.Text(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'plan_id'], ['plans.district_id', 'plans.id'], name='fk_goal_values_plan'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_goal_values'))
    )
    op.create_index('ix_goal_values_goal', 'goal_values', ['district_id', 'goal_id', 'on_day', 'id'], unique=False)
    op.create_table('measured_scores',
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('instrument_code', sa.Text(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('window', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('possible', sa.Integer(), nullable=True),
    sa.Column('met_threshold', sa.Boolean(), nullable=True),
    sa.Column('subscales', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_measured_scores')),
    sa.UniqueConstraint('district_id', 'administration_id', name='uq_measured_scores_administration')
    )
    op.create_index('ix_measured_scores_instrument', 'measured_scores', ['district_id', 'instrument_code', 'school_year'], unique=False)
    isolate('goal_values', 'measured_scores')
