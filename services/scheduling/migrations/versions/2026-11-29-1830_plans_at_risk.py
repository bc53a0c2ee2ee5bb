"""plans at risk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'd90b4e6a17c5'
down_revision = 'c3a95d07f2b8'
branch_labels = None
depends_on = None

KINDS = ('slippage', 'forecast', 'goal_behind', 'score_below')


def stamped():
    """What every row has."""
    return (
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Text(), nullable=False),
        sa.Column('updated_by', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    )


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('risk_rules',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    *stamped(),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_risk_rules')),
    sa.UniqueConstraint('district_id', 'number', name='uq_risk_rules_number')
    )
    op.create_table('plan_risks',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('rule_code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='riskkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rules_version', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=True),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('cleared_on', sa.Date(), nullable=True),
    sa.Column('cleared_figures', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    *stamped(),
    sa.ForeignKeyConstraint(['district_id', 'plan_id'], ['plans.district_id', 'plans.id'], name='fk_plan_risks_plan'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_plan_risks'))
    )
    op.create_index('uq_plan_risks_open', 'plan_risks', ['district_id', 'plan_id', 'rule_code', 'goal_id'], unique=True, postgresql_where=sa.text('cleared_on is null'), postgresql_nulls_not_distinct=True)
    op.create_index('ix_plan_risks_plan', 'plan_risks', ['district_id', 'plan_id', 'id'], unique=False)
    op.create_index('ix_plan_risks_updated_at', 'plan_risks', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('risk_rules', 'plan_risks')
