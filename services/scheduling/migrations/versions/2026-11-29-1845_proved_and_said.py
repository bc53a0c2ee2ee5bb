"""proved and said."""

import sqlalchemy as sa
from alembic import op

revision = 'f15c72d0a8e3'
down_revision = 'd90b4e6a17c5'
branch_labels = None
depends_on = None

KEY = ('district_id', 'plan_id', 'kind', 'member_id', 'state', 'due_on', 'on_time', 'owned', 'proved')
# What the district itself owes is counted at a place of its own.
NOWHERE = '00000000-0000-0000-0000-000000000000'
COUNT = """
insert into rollup_deltas (district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved, on_day, n)
select district_id, plan_id, case grouping(activity_id) when 0 then 'activity' else 'school' end,
       coalesce(activity_id, place), state, coalesce(due_on, due_month), on_time, owned, proved, on_day, sum(sign)
from (
  select t.district_id, t.plan_id, t.activity_id, coalesce(t.school_id, '{nowhere}') as place, t.state, t.due_on, t.sign,
         date_trunc('month', t.due_on::timestamp)::date as due_month,
         t.state = 'done' and coalesce(t.done_on <= t.due_on, false) as on_time,
         t.state in ('open', 'in_progress', 'blocked') and t.owner_id is not null as owned,
         t.state = 'done' and coalesce(t.done_by = 'service:scheduling', false) as proved,
         (t.moment at time zone coalesce(d.timezone, 'UTC'))::date as on_day
  from ({rows}) t left join directory_districts d on d.district_id = t.district_id where t.plan_id is not null) counted
group by grouping sets (
  (district_id, plan_id, activity_id, state, due_on, on_time, owned, proved, on_day),
  (district_id, plan_id, place, state, due_month, on_time, owned, proved, on_day))
having sum(sign) <> 0"""
FACTS = 'district_id, plan_id, activity_id, school_id, state, due_on, done_on, done_by, owner_id'
CHANGED = '(select max(updated_at) from new_rows)'
ROWS = {
    'insert': f'select 1 as sign, updated_at as moment, {FACTS} from new_rows',
    'update': f"""select 1 as sign, {CHANGED} as moment, {FACTS} from new_rows
      union all select -1, {CHANGED}, {FACTS} from old_rows""",
    'delete': f'select -1 as sign, now() as moment, {FACTS} from old_rows',
}
FUNCTION = """
create or replace function roll_up_{event}() returns trigger language plpgsql set enable_sort = off as $$
begin
  {count};
  return null;
end $$"""
# What was proved before this was counted: out of the cells it stands in, into those of what is proved. On one day, so that
# the burn-up does not move.
PROVED = """
insert into rollup_deltas (district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved, on_day, n)
select district_id, plan_id, case grouping(activity_id) when 0 then 'activity' else 'school' end,
       coalesce(activity_id, place), 'done', coalesce(due_on, due_month), on_time, false, proved, done_on, sum(sign)
from (
  select t.district_id, t.plan_id, t.activity_id, coalesce(t.school_id, '00000000-0000-0000-0000-000000000000') as place, t.due_on,
         date_trunc('month', t.due_on::timestamp)::date as due_month,
         coalesce(t.done_on <= t.due_on, false) as on_time, coalesce(t.done_on, t.due_on) as done_on, p.proved, p.sign
  from tasks t, (values (true, 1), (false, -1)) p (proved, sign)
  where t.state = 'done' and t.done_by = 'service:scheduling' and t.plan_id is not null) counted
group by grouping sets (
  (district_id, plan_id, activity_id, due_on, on_time, proved, done_on),
  (district_id, plan_id, place, due_month, on_time, proved, done_on))"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    # Who writes a task locks it first and what is counted of it next: in another order the two would wait for each other.
    op.execute('lock table tasks in access exclusive mode')
    for table in ('rollup_cells', 'rollup_deltas'):
        op.add_column(table, sa.Column('proved', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_constraint(op.f('pk_rollup_cells'), 'rollup_cells', type_='primary')
    op.create_primary_key(op.f('pk_rollup_cells'), 'rollup_cells', list(KEY))
    for event, rows in ROWS.items():
        op.execute(FUNCTION.format(event=event, count=COUNT.format(rows=rows, nowhere=NOWHERE)))
    # Forced row security would show tasks to nobody but their district.
    for table in ('tasks', 'rollup_deltas'):
        op.execute(f'alter table {table} no force row level security')
    op.execute(PROVED)
    for table in ('tasks', 'rollup_deltas'):
        op.execute(f'alter table {table} force row level security')
