"""SQL of the roll-up: cells and the changes not yet added to them, summed in one statement, the document built by PostgreSQL."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.scheduling.planning.plans.tables import ActivityRow, GoalRow, PlanState, StrategyRow
from services.scheduling.planning.targets.places import DISTRICT_ITSELF, place_in_sql
from services.scheduling.references import ACTIVITY, BARRIER, PLAN
from services.scheduling.work.task_states import LIVE_SQL, TO_DO_SQL, proved_in_sql
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.directory.references import SCHOOL
from shared.directory.tables import DirectorySchoolRow

NAMES = (
    *(
        "tasks",
        "open",
        "in_progress",
        "blocked",
        "done",
        "withdrawn",
        "overdue",
        "unowned",
        "on_time",
        "proved",
        "said",
    ),
    *("on_time_of", "done_share", "on_time_share", "oldest_barrier_on"),
)
#: What a line of the overview says of its plan besides.
OF_PLAN = ("state", "ended_on")
OBJECT = ", ".join(f"'{name}', {name}" for name in NAMES)

#: Counts of `facts`: n tasks alike, of which `late` are overdue.
COUNTS = f"""
  coalesce(sum(n) filter (where state <> 'withdrawn'), 0) as tasks,
  coalesce(sum(n) filter (where state = 'open'), 0) as open,
  coalesce(sum(n) filter (where state = 'in_progress'), 0) as in_progress,
  coalesce(sum(n) filter (where state = 'blocked'), 0) as blocked,
  coalesce(sum(n) filter (where state = 'done'), 0) as done,
  coalesce(sum(n) filter (where state = 'withdrawn'), 0) as withdrawn,
  coalesce(sum(late), 0) as overdue,
  coalesce(sum(n) filter (where state in {LIVE_SQL} and not owned), 0) as unowned,
  coalesce(sum(n) filter (where on_time), 0) as on_time,
  coalesce(sum(n) filter (where proved), 0) as proved,
  coalesce(sum(n) filter (where state = 'done' and not proved), 0) as said"""
#: The same of lines already counted, and what is computed from counts.
SUMS = ", ".join(
    [f"coalesce(sum({name}), 0) as {name}" for name in NAMES[:11]]
    + [
        "coalesce(sum(done) + sum(overdue), 0) as on_time_of",
        "round(sum(done) / nullif(sum(tasks), 0), 4) as done_share",
        "round(sum(on_time) / nullif(sum(done) + sum(overdue), 0), 4) as on_time_share",
        "min(oldest_barrier_on) as oldest_barrier_on",
    ]
)

# Of a plan that has ended the figures stand as they were on its last day.
TODAY = f"""today as (
  select day, date_trunc('month', day::timestamp)::date as month from (
    select least({day_in_sql("($1)[2]")}, (select p.ended_on from plans p where p.id = ($1)[1]::uuid)) as day) d),
standing as (
  select p.id, p.state, p.ended_on, p.school_id as own_of, least((select day from today), p.ended_on) as day from plans p
  where p.state in ('{PlanState.PUBLISHED}', '{PlanState.CLOSED}') and p.state = coalesce(($1)[5], p.state)
    and (($1)[8] is null or (p.school_id is null) = (($1)[8] = 'district'))
    and (($1)[9] is null or p.school_id = ($1)[9]::uuid))"""
AS_OF = "coalesce((select coalesce(p.closed_at, p.archived_at) from plans p where p.id = ($1)[1]::uuid), ($1)[2]::timestamptz)"


#: The lines added up, those of the district's plans and those of schools' own.
_BY_OWNER = "".join(
    f""", '{name}', (select json_build_object({OBJECT}) from (
    select {SUMS} from keyed where id in (select s.id::text from standing s where s.own_of is {which})) summed)"""
    for name, which in (("of_district", "null"), ("of_schools", "not null"))
)


@dataclass(frozen=True)
class Which:
    """Whose figures: what the rows `c` are joined to, which of them count, and the day they are overdue by."""

    joins: str
    where: str
    day: str
    #: Of which the oldest barrier is told.
    waiting: str = "true"


ONE = Which("", "c.plan_id = ($1)[1]::uuid", "(select day from today)")
EACH = Which("join standing on standing.id = c.plan_id", "true", "standing.day", "standing.ended_on is null")


@dataclass(frozen=True)
class Group:
    """How a roll-up is grouped: the column of tasks, and of what it finds there, a line's id, code, title and place."""

    member: str
    joins: str
    id: str
    code: str
    title: str
    place: str


OF_ACTIVITY = "left join activities a on a.id = m.member"
OF_SCHOOL = "left join directory_schools s on s.id = m.member"
COHORT = "coalesce('Cohort ' || s.cohort, 'No cohort')"
#: What the district itself owes stands among the schools, under a key that none of them has.
SCHOOL_TITLE = f"case when m.member = '{DISTRICT_ITSELF}' then 'The district itself' else s.name end"
GROUPS = {
    "goal": Group(
        "activity_id", f"{OF_ACTIVITY} left join goals g on g.id = a.goal_id", "g.id", "g.code", "g.title", "g.position"
    ),
    "strategy": Group(
        "activity_id",
        f"{OF_ACTIVITY} left join strategies y on y.id = a.strategy_id",
        *("y.id", "y.code", "y.title", "y.position"),
    ),
    "activity": Group("activity_id", OF_ACTIVITY, "m.member", "a.code", "a.title", "a.position"),
    "role": Group("activity_id", OF_ACTIVITY, "a.owner_role", "a.owner_role", "replace(a.owner_role, '_', ' ')", "0"),
    "school": Group("school_id", OF_SCHOOL, "m.member", "s.local_code", SCHOOL_TITLE, "coalesce(s.local_code, '')"),
    "cohort": Group("school_id", OF_SCHOOL, "coalesce(s.cohort, '')", "coalesce(s.cohort, '')", COHORT, "s.cohort"),
    "plan": Group(
        "plan_id", "left join plans p on p.id = m.member", "m.member", "p.school_year", "p.title", "m.member"
    ),
}


def facts(member: str, which: Which, schools: str | None) -> str:
    """A select of (member, state, on_time, owned, proved, n, late): from cells, or for some schools from their tasks by index."""
    if schools is not None:
        return f"""
  select {_of_task(member)} as member, c.state, c.state = 'done' and done_on <= due_on as on_time,
         owner_id is not null as owned, {proved_in_sql("c")} as proved, 1 as n,
         (c.state in {TO_DO_SQL} and due_on < {which.day})::int as late
  from tasks c {which.joins} where {which.where} and school_id = any ({schools})"""
    kind = "school" if member == "school_id" else "activity"
    column = "plan_id" if member == "plan_id" else "member_id"
    # A school's cells tell only the month a task is due; what this month already owes is looked up.
    until = "(select month from today)" if kind == "school" else which.day
    cells = " union all ".join(
        f"""
  select {column} as member, c.state, on_time, owned, proved, n,
         case when c.state in {TO_DO_SQL} and due_on < {until} then n end as late
  from {table} c {which.joins} where {which.where} and kind = '{kind}'"""
        for table in ("rollup_cells", "rollup_deltas")
    )
    if kind == "activity":
        return cells
    return f"""{cells} union all
  select {_of_task(member)}, 'open', false, true, false, 0, count(*)::int from tasks c
  where {which.where} and state in {TO_DO_SQL}
    and due_on >= (select month from today) and due_on < (select day from today)
  group by 1"""


def _of_task(member: str) -> str:
    """SQL of the cell's member a task `c` counts for."""
    return place_in_sql("c.school_id") if member == "school_id" else f"c.{member}"


def _sql(by: str, which: Which, *, limited: bool, head: str, of_line: str = "", tail: str = "") -> str:
    group = GROUPS[by]
    schools = "($1)[3]::uuid[]" if limited else None
    visible = f"and c.school_id = any ({schools})" if limited else ""
    return f"""
with {TODAY},
facts as ({facts(group.member, which, schools)}),
waiting as (
  select {_of_task(group.member)} as member, min(blocked_on) as oldest_barrier_on
  from tasks c {which.joins} where {which.where} and c.state = 'blocked' {visible} group by 1),
members as (select member, {COUNTS} from facts group by member),
keyed as (
  select ({group.id})::text as id, coalesce({group.code}, '') as code, coalesce({group.title}, '') as title,
         {group.place} as place, m.*, w.oldest_barrier_on
  from members m left join waiting w on w.member = m.member {group.joins}),
lines as (select id, code, title, place, {SUMS} from keyed group by id, code, title, place),
first as (
  select c.id, c.plan_id, c.activity_id, c.school_id, c.blocked_on from tasks c
  {which.joins} where {which.where} and {which.waiting} and c.state = 'blocked' and blocked_on is not null {visible}
  order by c.blocked_on, c.id limit 1),
barrier as (
  select json_build_object('task_id', f.id, 'plan', {PLAN.reference("f.plan_id")},
           'activity', {ACTIVITY.reference("f.activity_id")}, 'activity_code', a.code, 'title', a.title,
           'school', {SCHOOL.reference("f.school_id")}, 'blocked_on', f.blocked_on,
           'days', (select day from today) - f.blocked_on, 'barrier', {BARRIER.reference("b.barrier_id")}) as oldest
  from first f left join lateral (
    select o.barrier_id from barrier_tasks o
    where o.task_id = f.id and o.unblocked_on is null order by o.blocked_on, o.id limit 1) b on true
  left join activities a on a.id = f.activity_id)
select json_build_object({head}'as_of', {AS_OF}, 'today', (select day from today), 'by', '{by}',
  'total', (select json_build_object({OBJECT}) from (select {SUMS} from keyed) summed),
  'oldest_barrier', (select oldest from barrier),
  'groups', coalesce((select json_agg(json_build_object('id', id, 'code', code, 'title', title{of_line}, {OBJECT})
                                      order by place, id) from lines where id is not null), '[]'){tail},
  'definitions', ($1)[4]::json)::text, null"""


def plan_sql(by: str, *, limited: bool) -> str:
    """For `Context.read`: arguments are plan, now, the visible schools as an array (where limited), the definitions, null,
    where the goals stand and which schools' own serve them, each as JSON."""
    head = f"'plan', {PLAN.reference('($1)[1]::uuid')}, "
    return _sql(
        by, ONE, limited=limited, head=head, tail=", 'goals', ($1)[6]::json, 'serving', coalesce(($1)[7]::json, '[]')"
    )


def overview_sql(*, limited: bool) -> str:
    """As `plan_sql`, a line for each published or closed plan; the first argument is null, a fifth the one state asked for.

    An eighth and a ninth say whose plans: `district` or `school`, and which school's own.
    """
    said = [f"'{name}', (select s.{name} from standing s where s.id::text = lines.id)" for name in OF_PLAN]
    said.append(f"'school', (select {SCHOOL.reference('s.own_of')} from standing s where s.id::text = lines.id)")
    return _sql("plan", EACH, limited=limited, head="", of_line=f", {', '.join(said)}", tail=_BY_OWNER)


async def has_part(ctx: Context, plan_id: UUID, name: str, part_id: UUID) -> bool:
    """Is there such a goal, strategy or activity in the plan, or such a school in the district?"""
    if name == "school_id":
        return (
            await ctx.session.scalar(select(DirectorySchoolRow.id).where(DirectorySchoolRow.id == part_id)) is not None
        )
    tables: dict[str, type[GoalRow | StrategyRow | ActivityRow]] = {
        "goal_id": GoalRow,
        "strategy_id": StrategyRow,
        "activity_id": ActivityRow,
    }
    table = tables[name]
    found = select(table.id).where(table.id == part_id, table.plan_id == plan_id)
    return await ctx.session.scalar(found) is not None
