"""Tasks of five years, by SQL: what pages are measured over. Older years are over, the newest is under way; nothing is blocked
and nothing is without an owner, so that those filters have no hits.
"""

from uuid import UUID

from tests.benchmarks.world import Connection

YEARS = 5
#: How many schools have the plans' activities, and on how many days, for so many tasks of fifty activities.
SHAPES = {10_000: (40, 1), 100_000: (400, 1), 1_000_000: (1_000, 4)}

#: A copy of a plan's row and parts for each earlier year; ids by the year, so that parts find each other.
COPIES = tuple(
    f"""insert into {table} select copy.* from {table} p, generate_series(1, {YEARS - 1}) year,
      jsonb_populate_record(p, jsonb_build_object({", ".join(f"'{key}', md5(p.{key}::text || year)::uuid" for key in keys)}))
      copy where p.district_id = $1 and p.{"id" if table == "plans" else "plan_id"} = $2"""
    for table, keys in (
        ("plans", ("id",)),
        ("goals", ("id", "plan_id")),
        ("strategies", ("id", "plan_id", "goal_id")),
        ("activities", ("id", "plan_id", "goal_id", "strategy_id")),
    )
)
FILL = """
insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state, due_on,
  done_at, done_on, created_at, updated_at, created_by, updated_by, version)
select $1, uuidv7(), plan_id, goal_id, strategy_id, activity_id, school_id, day, owner_id, stands, day,
  case stands when 'done' then now() end, case stands when 'done' then day end, now(), now(), 'bench', 'bench', 1
from (
  select a.plan_id, a.goal_id, a.strategy_id, a.id as activity_id, s.id as school_id, s.owner_id,
    current_date + 160 - 365 * y.year - occurrence::int * 20 - ((a.position * 37 + s.place) % 200)::int as day,
    case when y.year > 0 then case (s.place + a.position) % 30 when 0 then 'withdrawn' else 'done' end
      else (array['open', 'open', 'open', 'in_progress', 'done'])[1 + (s.place + a.position)::int % 5] end as stands
  from generate_series(0, $3::int - 1) y (year)
  join activities a on a.district_id = $1
    and a.plan_id = case y.year when 0 then $2::uuid else md5(($2::uuid)::text || y.year)::uuid end
  cross join (
    select k.id, k.place, (select r.staff_id from directory_roles r where r.district_id = $1 and r.school_id = k.id
                           order by r.role limit 1) as owner_id
    from (select id, row_number() over (order by id) as place from directory_schools where district_id = $1) k
    where k.place <= $4::int) s
  cross join generate_series(1, $5::int) occurrence) made"""


async def fill(connection: Connection, district_id: UUID, plan_id: UUID, tasks: int) -> None:
    """Leave the district with so many tasks; the triggers and keys rest meanwhile."""
    schools, days = SHAPES[tasks]
    await connection.execute("set session_replication_role = replica")
    await connection.execute("delete from tasks where district_id = $1", district_id)
    for copy in COPIES:
        await connection.execute(f"{copy} on conflict do nothing", district_id, plan_id)
    await connection.execute(FILL, district_id, plan_id, YEARS, schools, days)
    await connection.execute("set session_replication_role = origin")
    assert await connection.fetchval("select count(*) from tasks where district_id = $1", district_id) == tasks
    await connection.execute("vacuum analyze tasks")
    await connection.execute("vacuum analyze activities")
    await connection.execute("vacuum analyze plans")
