"""SQL of the roll-up: one scan of the plan's tasks, the document built by PostgreSQL."""

COUNTS = """
  count(*) filter (where state <> 'withdrawn') as tasks,
  count(*) filter (where state = 'open') as open,
  count(*) filter (where state = 'in_progress') as in_progress,
  count(*) filter (where state = 'blocked') as blocked,
  count(*) filter (where state = 'done') as done,
  count(*) filter (where state = 'withdrawn') as withdrawn,
  count(*) filter (where state in ('open', 'in_progress') and due_on < day) as overdue,
  count(*) filter (where state in ('open', 'in_progress', 'blocked') and owner_id is null) as unowned,
  count(*) filter (where state = 'done' and done_on <= due_on) as on_time,
  count(*) filter (where state = 'done' or (state in ('open', 'in_progress') and due_on < day)) as on_time_of"""
NAMES = ("tasks", "open", "in_progress", "blocked", "done", "withdrawn", "overdue", "unowned", "on_time", "on_time_of")
OBJECT = ", ".join(f"'{name}', {name}" for name in NAMES)

#: By what a roll-up groups: the column of tasks, where its names are, the name's columns and the order.
GROUPS = {
    "goal": ("goal_id", "goals", "n.code", "n.title", "n.position"),
    "strategy": ("strategy_id", "strategies", "n.code", "n.title", "n.position"),
    "activity": ("activity_id", "activities", "n.code", "n.title", "n.position"),
    "school": ("school_id", "directory_schools", "n.local_code", "n.name", "n.local_code"),
}


def sql(by: str) -> str:
    """The query for `Context.read`: arguments are plan, now, and the visible schools as an array or null."""
    column, table, code, title, order = GROUPS[by]
    return f"""
with today as (
  select (($1)[2]::timestamptz at time zone coalesce((select timezone from directory_districts), 'UTC'))::date as day),
counted as (
  select {column} as id, grouping({column}) as is_total, {COUNTS}
  from tasks, today
  where plan_id = ($1)[1]::uuid and (($1)[3] is null or school_id = any (($1)[3]::uuid[]))
  group by grouping sets (({column}), ())),
named as (
  select json_build_object('id', c.id, 'code', coalesce({code}, ''), 'title', coalesce({title}, ''), {OBJECT}) as line,
         {order} as place, c.id
  from counted c left join {table} n on n.id = c.id where c.is_total = 0)
select json_build_object(
  'plan_id', ($1)[1], 'as_of', ($1)[2]::timestamptz, 'today', (select day from today), 'by', '{by}',
  'total', (select json_build_object({OBJECT}) from counted where is_total = 1),
  'groups', coalesce((select json_agg(line order by place, id) from named), '[]'))::text, null"""
