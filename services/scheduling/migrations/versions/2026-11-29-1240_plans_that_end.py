"""plans that end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '8e41b7c25d90'
down_revision = '5d2f8a91c6e3'
branch_labels = None
depends_on = None

PLAN_STATES = ('draft', 'submitted', 'returned', 'approved', 'published', 'closed', 'archived')
TASK_STATES = ('open', 'in_progress', 'blocked', 'done', 'withdrawn')
DECISIONS = ('revised', 'maintained', 'discontinued')


def states(names, called):
    """A column of one of these states."""
    return sa.Enum(*names, name=called, native_enum=False, create_constraint=True, length=40)


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
    op.add_column('plans', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('plans', sa.Column('closed_reason', sa.Text(), nullable=True))
    op.add_column('plans', sa.Column('ended_on', sa.Date(), nullable=True))
    op.add_column('plans', sa.Column('carried_from_id', sa.Uuid(), nullable=True))
    op.add_column('goals', sa.Column('decision', sa.VARCHAR(length=40), nullable=True))
    op.create_check_constraint(op.f('ck_goals_goaldecision'), 'goals', f'decision in {DECISIONS}')
    op.drop_constraint(op.f('ck_plans_planstate'), 'plans', type_='check')
    op.create_check_constraint(op.f('ck_plans_planstate'), 'plans', f'state in {PLAN_STATES}')
    # A district has some dozens of plans.
    op.execute("""
    update plans p set ended_on = (p.archived_at at time zone coalesce(
      (select d.timezone from directory_districts d where d.district_id = p.district_id), 'UTC'))::date
    where p.state = 'archived'""")
    op.create_table('plan_results',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('ended_as', states(PLAN_STATES, 'planstate'), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('definitions_version', sa.Integer(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('figures_hash', sa.Text(), nullable=False),
    *stamped(),
    sa.ForeignKeyConstraint(['district_id', 'plan_id'], ['plans.district_id', 'plans.id'], name='fk_plan_results_plan'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_plan_results')),
    sa.UniqueConstraint('district_id', 'plan_id', name='uq_plan_results_plan')
    )
    op.create_table('task_reopenings',
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('former_state', states(TASK_STATES, 'taskstate'), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_by', sa.Text(), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=True),
    *stamped(),
    sa.ForeignKeyConstraint(['district_id', 'task_id'], ['tasks.district_id', 'tasks.id'], name='fk_task_reopenings_task'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_task_reopenings'))
    )
    op.create_index('ix_task_reopenings_task', 'task_reopenings', ['district_id', 'task_id'], unique=False)
    isolate('plan_results', 'task_reopenings')
