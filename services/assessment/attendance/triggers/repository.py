"""SQL of triggers and alerts. What the parts of the long statement are: `repository.md`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from services.assessment.attendance.definitions.rules import Definition
from services.assessment.attendance.standings.figures import JUDGED, judging
from services.assessment.attendance.standings.repository import AS_KNOWN, whole_sets
from services.assessment.attendance.triggers.events import AttendanceAlertEnded, AttendanceAlertRaised
from services.assessment.attendance.triggers.schemas import AlertList, AttendanceAlert, AttendanceTrigger, TriggerList
from services.assessment.attendance.triggers.tables import AttendanceAlertRow, AttendanceTriggerRow, TriggerState
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing
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
  select student_id, school_id, min(day) as began_on, count(*) as value from (
    select *, place - row_number() over (partition by student_id, school_id order by day) as run from missed_days) r
  group by student_id, school_id, run having count(*) >= :days
),
added as (
  select student_id, school_id, day as began_on, whole as value from (
    select *, row_number() over (partition by student_id, school_id order by day) as nth,
      count(*) over (partition by student_id, school_id) as whole from missed_days) m
  where nth = :days
),
banded as (
  select s.student_id, s.school_id, cast(:first_on as date) as began_on, s.days_absent as value from attendance_standings s
  where s.district_id = :district_id and s.school_year = :school_year and s.band = any (cast(:bands as text[]))
    and (cast(:school_ids as uuid[]) is null or s.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or s.student_id = any (:student_ids))
),
met as (
  select * from runs where :kind = 'consecutive'
  union all select * from added where :kind = 'cumulative'
  union all select * from banded where :kind = 'band'
)"""
_OF_TRIGGER = "a.district_id = :district_id and a.trigger_id = :trigger_id"
LOOK = text(f"""
with {MET},
raised as (
  insert into attendance_alerts as held (district_id, id, student_id, school_id, trigger_id, school_year, began_on, value, state,
    created_at, updated_at, version)
  select :district_id, uuidv7(), student_id, school_id, :trigger_id, :school_year, began_on, value, 'open', :now, :now, 1 from met
  on conflict (district_id, student_id, trigger_id, school_id, school_year, began_on) do update
  set value = excluded.value, updated_at = excluded.updated_at, version = held.version + 1,
    state = case when held.state in ('undone', 'over') then 'open' else held.state end,
    ended_at = null
  where case when held.state in ('undone', 'over') then held.ended_at <= :quiet_since else held.value <> excluded.value end
  returning id, student_id, school_id, began_on, old.state is null or old.state in ('undone', 'over') as is_news
),
ended as (
  update attendance_alerts a set state = case a.state when 'open' then 'undone' else 'over' end, ended_at = :now,
    updated_at = :now, version = a.version + 1
  where {_OF_TRIGGER} and a.school_year = :school_year and a.state in ('open', 'handled')
    and (cast(:school_ids as uuid[]) is null or a.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or a.student_id = any (:student_ids))
    and not exists (select from met m
      where (m.student_id, m.school_id, m.began_on) = (a.student_id, a.school_id, a.began_on))
  returning id, student_id, school_id, state
),
news as (select id, student_id, school_id, began_on from raised where is_news),
told as (
  {emit_sql(AttendanceAlertRaised, "news n", "n", alert_id="n.id", trigger_id="cast(:trigger_id as uuid)", order_by="n.id")}
),
told_ends as (
  {emit_sql(AttendanceAlertEnded, "ended e", "e", alert_id="e.id", trigger_id="cast(:trigger_id as uuid)", order_by="e.id")}
)
select distinct school_id from (select school_id from raised union all select school_id from ended) touched""")
TRY = text(f"""
with {MET}
select school_id, count(distinct student_id) as students, count(*) as alerts from met group by school_id order by school_id""")
_END_ALL = text(f"""
update attendance_alerts a set state = case a.state when 'open' then 'undone' else 'over' end, ended_at = :now, updated_at = :now,
  version = a.version + 1
where {_OF_TRIGGER} and a.state in ('open', 'handled') returning school_id""")
_OPEN = text(f"""
select a.school_id, count(distinct a.student_id) as students from attendance_alerts a
where {_OF_TRIGGER} and a.state = 'open' and (cast(:school_ids as uuid[]) is null or a.school_id = any (:school_ids))
group by a.school_id order by a.school_id""")


async def active(ctx: Context) -> list[AttendanceTriggerRow]:
    """The triggers that raise alerts."""
    rows = AttendanceTriggerRow
    asked = select(rows).where(rows.district_id == ctx.district_id, rows.state == TriggerState.ACTIVE).order_by(rows.id)
    return list(await ctx.session.scalars(asked))


async def look(
    ctx: Context, row: AttendanceTriggerRow, rule: Definition, year: tuple[str, date, date], which: dict[str, Any]
) -> list[UUID]:
    """Raise and end the alerts of a trigger in a year, among the schools and students of `which`. Returns the schools."""
    values = {**_values(ctx, row, rule, year), **which, **ctx.emitting(), "trigger_id": row.id}
    values["quiet_since"] = ctx.now - timedelta(days=row.quiet_days)
    async with whole_sets(ctx, is_whole=which["student_ids"] is None):
        return list(await ctx.session.scalars(LOOK, values))


async def tried(
    ctx: Context, row: AttendanceTriggerRow, rule: Definition, year: tuple[str, date, date]
) -> Sequence[Any]:
    """What a trigger would raise: of each school how many students and alerts."""
    values = {**_values(ctx, row, rule, year), "school_ids": None, "student_ids": None}
    async with whole_sets(ctx, is_whole=True):
        return list(await ctx.session.execute(TRY, values))


async def end_all(ctx: Context, trigger_id: UUID) -> list[UUID]:
    """End all alerts of a trigger. Returns the schools."""
    values = {"district_id": ctx.district_id, "trigger_id": trigger_id, "now": ctx.now}
    return sorted(set(await ctx.session.scalars(_END_ALL, values)))


async def count_open(ctx: Context, trigger_id: UUID, school_ids: Sequence[UUID] | None) -> dict[UUID, int]:
    """How many students each of these schools has with an open alert of a trigger."""
    values = {"district_id": ctx.district_id, "trigger_id": trigger_id, "school_ids": school_ids}
    return {row.school_id: row.students for row in await ctx.session.execute(_OPEN, values)}


def _values(ctx: Context, row: AttendanceTriggerRow, rule: Definition, year: tuple[str, date, date]) -> dict[str, Any]:
    school_year, first_on, last_on = year
    codes = [band.code for band in rule.bands]
    bands = codes[codes.index(row.band) :] if row.band in codes else []
    asked = {"kind": row.kind, "days": row.days or 0, "months": row.months, "bands": bands}
    window = {"school_year": school_year, "first_on": first_on, "last_on": last_on, "as_of": AS_KNOWN}
    return {"district_id": ctx.district_id, **window, **asked, **judging(rule)}
