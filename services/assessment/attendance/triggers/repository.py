"""SQL of triggers and alerts. What the parts of the long statement are: `repository.md`."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, select, text

from services.assessment.attendance.definitions.rules import Definition
from services.assessment.attendance.standings.figures import JUDGED, judging
from services.assessment.attendance.standings.repository import AS_KNOWN, whole_sets
from services.assessment.attendance.triggers.events import AttendanceAlertEnded, AttendanceAlertRaised
from services.assessment.attendance.triggers.rules import Step
from services.assessment.attendance.triggers.schemas import AlertList, AttendanceAlert, AttendanceTrigger, TriggerList
from services.assessment.attendance.triggers.tables import AttendanceAlertRow, AttendanceTriggerRow, TriggerState
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import by
from shared.context.listing import listing
from shared.directory.queries import holders_in_sql, works_at_in_sql
from shared.events.emitting import emit_sql

TRIGGERS = listing(AttendanceTriggerRow, AttendanceTrigger, TriggerList)
ROWS = ProtectedRows(
    "attendance_alerts s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from attendance_alerts s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
ALERTS = listing(
    AttendanceAlertRow,
    AttendanceAlert,
    AlertList,
    filters={
        "state": by("s.state = {}"),
        "student_id": by("s.student_id = {}::uuid"),
        "trigger_id": by("s.trigger_id = {}::uuid"),
        **ROWS.filters(),
    },
    records=RecordKind.ATTENDANCE,
    students=lambda item: [item["student_id"]],
)

MET = f"""{JUDGED},
numbered as (
  select school_id, day, row_number() over (partition by school_id order by day) as place from counted_days
),
missed_days as (
  select j.student_id, j.school_id, j.day, n.place from judged j join numbered n using (school_id, day)
  where j.absent and not j.excluded
    and (cardinality(cast(:months as integer[])) = 0 or extract(month from j.day)::integer = any (cast(:months as integer[])))
),
runs as (
  select student_id, school_id, min(day) as began_on, count(*) as value, min(place) as first_place, max(place) as last_place
  from (
    select *, place - row_number() over (partition by student_id, school_id order by day) as run from missed_days) r
  group by student_id, school_id, run having count(*) >= :days
),
added as (
  select student_id, school_id, day as began_on, whole as value from (
    select *, row_number() over (partition by student_id, school_id order by day) as nth,
      count(*) over (partition by student_id, school_id) as whole from missed_days) m
  where nth = :days
),
shifts as (
  select m.student_id, m.school_id, greatest(m.place + w.later, 2 * :over) as place, sum(w.weight) as shift
  from missed_days m cross join (values (0, 1), (cast(:over as integer), -2), (2 * :over, 1)) w (later, weight)
  where :kind = 'rapid_change' group by 1, 2, 3
),
levels as (
  select student_id, school_id, place, sum(shift) over (partition by student_id, school_id order by place) as level from shifts
),
changed as (
  select l.student_id, l.school_id, n.day as began_on, l.level as value, l.place as first_place,
    coalesce(l.falls, l.place) as last_place from (
    select *, lag(level, 1, 0) over (partition by student_id, school_id order by place) as level_before,
      min(place) filter (where level < :days) over (partition by student_id, school_id order by place
        rows between 1 following and unbounded following) as falls from levels) l
  join numbered n using (school_id, place)
  join numbered f on f.school_id = l.school_id and f.place = l.place - 2 * :over + 1
  where l.level >= :days and l.level_before < :days
    and exists (select from spans sp where sp.student_id = l.student_id and sp.school_id = l.school_id
      and sp.first_on <= f.day and sp.last_on >= n.day)
),
banded as (
  select s.student_id, s.school_id, cast(:first_on as date) as began_on, s.days_absent as value from attendance_standings s
  where s.district_id = :district_id and s.school_year = :school_year and s.band = any (cast(:bands as text[]))
    and (cast(:school_ids as uuid[]) is null or s.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or s.student_id = any (:student_ids))
),
met as (
  select * from runs where :kind = 'consecutive'
  union all select *, null, null from added where :kind = 'cumulative'
  union all select *, null, null from banded where :kind = 'band'
  union all select * from changed where :kind = 'rapid_change'
)"""
_OF_TRIGGER = "a.district_id = :district_id and a.trigger_id = :trigger_id"
SAME = f"""
held as (
  select a.id, a.student_id, a.school_id, a.began_on, a.state, 1 + count(n.day) as place,
    1 + count(n.day) - 1 + case :kind when 'consecutive' then a.value when 'rapid_change' then :over else 1 end as last_place
  from attendance_alerts a left join numbered n on n.school_id = a.school_id and n.day < a.began_on
  where {_OF_TRIGGER} and a.tier = :tier and a.school_year = :school_year
    and (cast(:school_ids as uuid[]) is null or a.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or a.student_id = any (:student_ids))
  group by a.district_id, a.id
),
near as (
  select h.id, m.student_id, m.school_id, m.began_on, m.value,
    row_number() over (partition by m.student_id, m.school_id, m.began_on order by m.began_on = h.began_on desc,
      h.state = 'open' desc, h.state = 'handled' desc, h.began_on, h.id) as of_met,
    row_number() over (partition by h.id order by m.began_on = h.began_on desc, m.began_on) as of_held
  from met m join held h using (student_id, school_id)
  where m.first_place is null or (m.first_place <= h.last_place and h.place <= m.last_place)
),
same as (select id, student_id, school_id, began_on, value from near where of_met = 1 and of_held = 1)"""
LOOK = text(f"""
with {MET}, {SAME},
followed as (
  update attendance_alerts a set began_on = s.began_on, value = s.value, updated_at = :now, version = a.version + 1,
    state = case when a.state in ('undone', 'over') then 'open' else a.state end,
    raised_at = case when a.state in ('undone', 'over') then :now else a.raised_at end, ended_at = null
  from same s
  where a.district_id = :district_id and a.id = s.id
    and case when a.state in ('undone', 'over') then a.ended_at <= :quiet_since
      else (a.began_on, a.value) is distinct from (s.began_on, s.value) end
  returning a.id, a.student_id, a.school_id, a.began_on, old.state in ('undone', 'over') as is_news
),
raised as (
  insert into attendance_alerts (district_id, id, student_id, school_id, trigger_id, school_year, began_on, tier, value,
    state, raised_at, created_at, updated_at, version)
  select :district_id, uuidv7(), m.student_id, m.school_id, :trigger_id, :school_year, m.began_on, :tier, m.value,
    'open', :now, :now, :now, 1
  from met m
  where not exists (select from same s
    where (s.student_id, s.school_id, s.began_on) = (m.student_id, m.school_id, m.began_on))
  on conflict (district_id, student_id, trigger_id, school_id, school_year, began_on, tier) do nothing
  returning id, student_id, school_id, began_on, true as is_news
),
looked_at as (select * from followed union all select * from raised),
ended as (
  update attendance_alerts a set state = case a.state when 'open' then 'undone' else 'over' end, ended_at = :now,
    updated_at = :now, version = a.version + 1
  where {_OF_TRIGGER} and a.tier = :tier and a.school_year = :school_year and a.state in ('open', 'handled')
    and (cast(:school_ids as uuid[]) is null or a.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or a.student_id = any (:student_ids))
    and not exists (select from same s where s.id = a.id)
  returning id, student_id, school_id, state
),
news as (select id, student_id, school_id, began_on from looked_at where is_news),
told as (
  {emit_sql(AttendanceAlertRaised, "news n", "n", alert_id="n.id", trigger_id="cast(:trigger_id as uuid)", order_by="n.id")}
),
told_ends as (
  {emit_sql(AttendanceAlertEnded, "ended e", "e", alert_id="e.id", trigger_id="cast(:trigger_id as uuid)", order_by="e.id")}
)
select school_id, coalesce(array_agg(student_id) filter (where what = 'raised'), '{{}}') as raised,
  coalesce(array_agg(student_id) filter (where what = 'undone'), '{{}}') as undone
from (
  select school_id, student_id, case when is_news then 'raised' else 'grown' end as what from looked_at
  union all select school_id, student_id, state from ended) touched
group by school_id order by school_id""")
TRY = text(f"""
with {MET}
select school_id, array_agg(distinct student_id) as students, count(*) as alerts from met
group by school_id order by school_id""")


def _ending(which: str, state: str) -> TextClause:
    """A statement that ends the alerts of which this holds."""
    return text(f"""
with ended as (
  update attendance_alerts a set state = case a.state when 'open' then '{state}' else 'over' end, ended_at = :now,
    updated_at = :now, version = a.version + 1
  where a.district_id = :district_id and {which} and a.state in ('open', 'handled')
  returning id, trigger_id, tier, student_id, school_id, state
),
told_ends as (
  {emit_sql(AttendanceAlertEnded, "ended e", "e", alert_id="e.id", order_by="e.id")}
)
select distinct trigger_id, tier, school_id from ended order by trigger_id, tier, school_id""")


_END_ALL = _ending("a.trigger_id = :trigger_id", "undone")
_END_PAST = _ending("a.school_year < :school_year", "lapsed")
_OPEN = text(f"""
select a.school_id, count(distinct a.student_id) as students, {day_in_sql("min(a.raised_at)")} as since
from attendance_alerts a
where {_OF_TRIGGER} and a.tier = :tier and a.school_year = :school_year and a.state = 'open'
  and (cast(:school_ids as uuid[]) is null or a.school_id = any (:school_ids))
group by a.school_id order by a.school_id""")
_OPEN_STUDENTS = text(f"""
select distinct a.student_id from attendance_alerts a
where {_OF_TRIGGER} and a.tier = :tier and a.school_year = :school_year and a.state = 'open'
  and a.school_id = :school_id order by a.student_id""")
_CASELOADS = text(f"""
select distinct c.staff_id, c.student_id from caseload_assignments c
where c.district_id = :district_id and c.student_id = any (cast(:student_ids as uuid[])) and c.relation = 'caseload'
  and :today between c.starts_on and coalesce(c.ends_on, 'infinity')
  and {works_at_in_sql("c.staff_id", "cast(:school_id as uuid)", ":today")}
order by c.staff_id, c.student_id""")
_HOLDERS = text(f"""
with {holders_in_sql(":today", "r.role = :role")}
select h.school_id, h.staff_id, h.staff_id = coalesce(s.staff_id, d.staff_id) as is_owner
from holding h left join at_school s on s.school_id = h.school_id left join of_district d on h.school_id is null
order by h.school_id, h.staff_id""")


async def active(ctx: Context) -> list[AttendanceTriggerRow]:
    """The triggers that raise alerts."""
    rows = AttendanceTriggerRow
    asked = select(rows).where(rows.district_id == ctx.district_id, rows.state == TriggerState.ACTIVE).order_by(rows.id)
    return list(await ctx.session.scalars(asked))


async def look(
    ctx: Context, trigger_id: UUID, step: Step, rule: Definition, year: tuple[str, date, date], which: dict[str, Any]
) -> Sequence[Any]:
    """Raise and end the alerts of a tier in a year, among the schools and students of `which`. Returns the schools, each with
    the students of whom one is new, and of whom one was undone.
    """
    values = {**_values(ctx, step, rule, year), **which, **ctx.emitting(), "trigger_id": trigger_id, "tier": step.tier}
    values["quiet_since"] = ctx.now - timedelta(days=step.quiet_days)
    async with whole_sets(ctx, is_whole=which["student_ids"] is None):
        return list(await ctx.session.execute(LOOK, values))


async def tried(ctx: Context, step: Step, rule: Definition, year: tuple[str, date, date]) -> Sequence[Any]:
    """What a tier would raise: of each school the students, and how many alerts."""
    values = {**_values(ctx, step, rule, year), "school_ids": None, "student_ids": None}
    async with whole_sets(ctx, is_whole=True):
        return list(await ctx.session.execute(TRY, values))


async def end_all(ctx: Context, trigger_id: UUID) -> Sequence[Any]:
    """End all alerts of a trigger. Returns trigger, tier and school of each."""
    return list(await ctx.session.execute(_END_ALL, {**ctx.emitting(), "trigger_id": trigger_id}))


async def end_past(ctx: Context, school_year: str) -> Sequence[Any]:
    """End all alerts of the years before. Returns trigger, tier and school of each."""
    return list(await ctx.session.execute(_END_PAST, {**ctx.emitting(), "school_year": school_year}))


async def count_open(
    ctx: Context, trigger_id: UUID, tier: int, school_year: str, school_ids: Sequence[UUID]
) -> dict[UUID, tuple[int, date]]:
    """How many students each of these schools has with an open alert of a tier in a year, and the day of the oldest of them."""
    which = {"trigger_id": trigger_id, "tier": tier, "school_year": school_year, "school_ids": school_ids}
    values = {"district_id": ctx.district_id, **which}
    return {row.school_id: (row.students, row.since) for row in await ctx.session.execute(_OPEN, values)}


async def open_students(ctx: Context, trigger_id: UUID, tier: int, school_year: str, school_id: UUID) -> set[UUID]:
    """The students of a school with an open alert of a tier in a year."""
    which = {"trigger_id": trigger_id, "tier": tier, "school_year": school_year, "school_id": school_id}
    return set(await ctx.session.scalars(_OPEN_STUDENTS, {"district_id": ctx.district_id, **which}))


async def caseloads(ctx: Context, school_id: UUID, student_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who of those at a school has which of these students on their caseload today."""
    values = {"student_ids": sorted(student_ids), "school_id": school_id, "today": await ctx.today()}
    found: dict[UUID, set[UUID]] = {}
    for row in await ctx.session.execute(_CASELOADS, {"district_id": ctx.district_id, **values}):
        found.setdefault(row.staff_id, set()).add(row.student_id)
    return found


async def holders_of(ctx: Context, role: str) -> dict[UUID | None, list[tuple[UUID, bool]]]:
    """Who holds a role today at which school (None: for the district), and whether what falls to it is theirs."""
    found: dict[UUID | None, list[tuple[UUID, bool]]] = {}
    for row in await ctx.session.execute(_HOLDERS, {"role": role, "today": await ctx.today()}):
        found.setdefault(row.school_id, []).append((row.staff_id, row.is_owner))
    return found


def _values(ctx: Context, step: Step, rule: Definition, year: tuple[str, date, date]) -> dict[str, Any]:
    school_year, first_on, last_on = year
    codes = [band.code for band in rule.bands]
    bands = codes[codes.index(step.band) :] if step.band in codes else []
    asked = {
        "kind": step.kind,
        "days": step.days or 0,
        "over": step.over or 1,
        "months": list(step.months),
        "bands": bands,
    }
    window = {"school_year": school_year, "first_on": first_on, "last_on": last_on, "as_of": AS_KNOWN}
    return {"district_id": ctx.district_id, **window, **asked, **judging(rule)}
