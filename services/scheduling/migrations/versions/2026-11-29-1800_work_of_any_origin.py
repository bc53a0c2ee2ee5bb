"""work of any origin."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'b84d16f0c3e9'
down_revision = 'b7e2c41d9a05'
branch_labels = None
depends_on = None

# What a statement changed, as changes of cells: once by activity, once by place. Only what a plan asks for is counted; what the
# district itself owes is counted at a place of its own.
NOWHERE = "00000000-0000-0000-0000-000000000000"
COUNT = f"""
insert into rollup_deltas (district_id, plan_id, kind, member_id, state, due_on, on_time, owned, on_day, n)
select district_id, plan_id, case grouping(activity_id) when 0 then 'activity' else 'school' end,
       coalesce(activity_id, place), state, coalesce(due_on, due_month), on_time, owned, on_day, sum(sign)
from (
  select t.district_id, t.plan_id, t.activity_id, coalesce(t.school_id, '{NOWHERE}') as place, t.state, t.due_on, t.sign,
         date_trunc('month', t.due_on::timestamp)::date as due_month,
         t.state = 'done' and coalesce(t.done_on <= t.due_on, false) as on_time,
         t.state in ('open', 'in_progress', 'blocked') and t.owner_id is not null as owned,
         (t.moment at time zone coalesce(d.timezone, 'UTC'))::date as on_day
  from ({{rows}}) t left join directory_districts d on d.district_id = t.district_id where t.plan_id is not null) counted
group by grouping sets (
  (district_id, plan_id, activity_id, state, due_on, on_time, owned, on_day),
  (district_id, plan_id, place, state, due_month, on_time, owned, on_day))
having sum(sign) <> 0"""
FACTS = "district_id, plan_id, activity_id, school_id, state, due_on, done_on, owner_id"
CHANGED = "(select max(updated_at) from new_rows)"
ROWS = {
    "insert": f"select 1 as sign, updated_at as moment, {FACTS} from new_rows",
    "update": f"""select 1 as sign, {CHANGED} as moment, {FACTS} from new_rows
      union all select -1, {CHANGED}, {FACTS} from old_rows""",
    "delete": f"select -1 as sign, now() as moment, {FACTS} from old_rows",
}
FUNCTION = """
create or replace function roll_up_{event}() returns trigger language plpgsql set enable_sort = off as $$
begin
  {count};
  return null;
end $$"""
# A check of what stands would read every task: they were all of activities, and the database said so until now.
CHECK = "alter table tasks add constraint ck_tasks_{name} check ({check}) not valid"


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision. No row is written anew."""
    op.add_column('activities', sa.Column('owned_by', sa.Enum('one', 'each', 'any', name='ownedby', native_enum=False, create_constraint=True, length=40), server_default='one', nullable=False))
    op.add_column('activities', sa.Column('named_owner_id', sa.Uuid(), nullable=True))
    op.drop_constraint(op.f('ck_activities_targetkind'), 'activities', type_='check')
    op.create_check_constraint(op.f('ck_activities_targetkind'), 'activities', "target_kind in ('all', 'schools', 'rule', 'district')")
    op.add_column('tasks', sa.Column('origin_kind', sa.Enum('activity', 'given', 'owed', name='originkind', native_enum=False, create_constraint=False, length=40), server_default='activity', nullable=False))
    op.execute(CHECK.format(name="originkind", check="origin_kind in ('activity', 'given', 'owed')"))
    for name in ('origin_id', 'slot_id', 'given_by'):
        op.add_column('tasks', sa.Column(name, sa.Uuid(), nullable=True))
    for name in ('role', 'title', 'instructions'):
        op.add_column('tasks', sa.Column(name, sa.Text(), nullable=True))
    op.add_column('tasks', sa.Column('is_pool', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    for name in ('plan_id', 'goal_id', 'strategy_id', 'activity_id', 'school_id'):
        op.alter_column('tasks', name, nullable=True)
    op.execute(CHECK.format(
        name="of_an_activity",
        check="(origin_kind = 'activity') = (activity_id is not null) and (activity_id is null) = (plan_id is null)",
    ))
    op.execute(CHECK.format(name="own_words", check="(origin_kind = 'activity') = (title is null)"))
    op.execute(CHECK.format(name="pool_of_a_role", check="not is_pool or role is not null"))
    op.drop_constraint('uq_tasks_occurrence', 'tasks', type_='unique')
    op.create_index('uq_tasks_occurrence', 'tasks', ['district_id', 'activity_id', 'school_id', 'occurrence_on', 'slot_id'], unique=True, postgresql_nulls_not_distinct=True, postgresql_where=sa.text('activity_id is not null'))
    op.create_index('ix_tasks_pool', 'tasks', ['district_id', 'role', 'school_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text('is_pool and owner_id is null'))
    op.create_index('ix_tasks_unplanned', 'tasks', ['district_id', 'state', 'due_on', 'id'], unique=False, postgresql_where=sa.text('activity_id is null'))
    op.create_index('ix_tasks_given_by', 'tasks', ['district_id', 'given_by', 'due_on', 'id'], unique=False, postgresql_where=sa.text('given_by is not null'))
    op.alter_column('handovers', 'school_id', nullable=True)
    op.alter_column('proofs', 'school_id', nullable=True)
    op.add_column('proofs', sa.Column('slot_id', sa.Uuid(), nullable=True))
    op.drop_constraint('uq_proofs_event', 'proofs', type_='unique')
    op.create_index('uq_proofs_event', 'proofs', ['district_id', 'activity_id', 'school_id', 'event_id'], unique=True, postgresql_nulls_not_distinct=True)
    op.create_table('own_notes',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_own_notes'))
    )
    op.create_index('ix_own_notes_staff', 'own_notes', ['district_id', 'staff_id', 'due_on', 'id'], unique=False)
    op.create_index('ix_own_notes_updated_at', 'own_notes', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('own_notes')
    for event, rows in ROWS.items():
        op.execute(FUNCTION.format(event=event, count=COUNT.format(rows=rows)))
