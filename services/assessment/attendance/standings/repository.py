"""SQL of how students stand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from services.assessment.attendance.codes.categories import DAY
from services.assessment.attendance.definitions.rules import Definition
from services.assessment.attendance.standings.events import AttendanceBandChanged
from services.assessment.attendance.standings.figures import (
    CORRECTED,
    FIGURES,
    FIGURES_GROWN,
    JUDGED,
    judging,
    values_of,
)
from services.assessment.attendance.standings.schemas import AttendanceStanding, StandingList
from services.assessment.attendance.standings.tables import AttendanceStandingRow
from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.enrolled import AS_KNOWN as AS_KNOWN
from services.assessment.records.student_records.enrolled import SPANS, in_force
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing
from shared.events.emitting import emit_sql

ROWS = ProtectedRows(
    "attendance_standings s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from attendance_standings s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
_BY_CATEGORY = """(select coalesce(json_agg(json_build_object('category', key, 'days', value::integer) order by key), '[]')
    from jsonb_each_text(s.by_category))"""
LISTING = listing(
    AttendanceStandingRow,
    AttendanceStanding,
    StandingList,
    order=("school_year", "student_id"),
    filters={"student_id": by("s.student_id = {}::uuid"), **ROWS.filters()},
    computed={
        "by_category": _BY_CATEGORY,
        "rate": "round(s.days_absent::numeric / nullif(s.days_enrolled, 0), 6)",
    },
    records=RecordKind.ATTENDANCE,
    students=lambda item: [item["student_id"]],
)
LISTING_CONSENTED = LISTING.narrowed({PARTY: by_consent("s.district_id", "s.student_id")})

_FACTS = (
    *("days_enrolled", "days_absent", "by_category", "tardies", "days_excluded", "band", "is_chronic", "no_figure"),
    *("basis", "whole_through", "definition_id"),
)
_SET = ", ".join(f"{name} = excluded.{name}" for name in _FACTS)
_HELD, _EXCLUDED = (", ".join(f"{of}.{name}" for name in _FACTS) for of in ("held", "excluded"))
_CHRONIC = """(select b.is_chronic from unnest(cast(:band_codes as text[]), cast(:band_chronic as boolean[])) b (code, is_chronic)
    where b.code = f.band)"""
_CHANGED = "w.band is distinct from b.band and not (b.band is null and (w.band is null or w.band = :lowest_band))"
# Who has a standing, and no figure any more.
_GONE = """standing as (
  select f.* from figures f
  union all
  select s.student_id, s.school_id, 0, 0, '{}', 0, 0, s.basis, null, 'not_enrolled', null from attendance_standings s
  where s.district_id = :district_id and s.school_year = :school_year
    and (cast(:school_ids as uuid[]) is null or s.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or s.student_id = any (:student_ids))
    and not exists (select from figures f where f.student_id = s.student_id and f.school_id = s.school_id)
)"""
_BEFORE = """
before as (
  select s.student_id, s.school_id, s.band from attendance_standings s join standing f using (student_id, school_id)
  where s.district_id = :district_id and s.school_year = :school_year
)"""
# Part by part: `repository.md`.
_STOOD = f"""
written as (
  insert into attendance_standings as held (district_id, id, student_id, school_id, school_year, {", ".join(_FACTS)},
    created_at, updated_at, version)
  select :district_id, uuidv7(), f.student_id, f.school_id, :school_year, f.days_enrolled, f.days_absent, f.by_category,
    f.tardies,
    f.days_excluded, f.band, {_CHRONIC}, f.no_figure, f.basis, f.whole_through, cast(:definition_id as uuid), :now, :now, 1
  from standing f
  on conflict (district_id, student_id, school_id, school_year) do update
  set {_SET}, updated_at = excluded.updated_at, version = held.version + 1 where ({_HELD}) is distinct from ({_EXCLUDED})
  returning student_id, school_id, band, days_enrolled, days_absent, whole_through
)"""
# Of those who have one all the same, and nothing of it but these.
_LENGTHENED = f"""
written as (
  update attendance_standings held
  set days_enrolled = f.days_enrolled, days_absent = f.days_absent, band = f.band, is_chronic = {_CHRONIC},
    no_figure = f.no_figure, basis = f.basis, whole_through = f.whole_through, updated_at = :now, version = held.version + 1
  from standing f
  where held.district_id = :district_id and held.school_year = :school_year
    and (held.student_id, held.school_id) = (f.student_id, f.school_id)
    and (held.days_enrolled, held.days_absent, held.band, held.no_figure, held.basis, held.whole_through)
      is distinct from (f.days_enrolled, f.days_absent, f.band, f.no_figure, f.basis, f.whole_through)
  returning held.student_id, held.school_id, held.band, held.days_enrolled, held.days_absent, held.whole_through
)"""
_TOLD = f"""
told as (
  insert into attendance_band_history (district_id, student_id, school_id, school_year, happened_at, before, after, days_enrolled,
    days_absent, definition_id)
  select :district_id, w.student_id, w.school_id, :school_year, :moment, b.band, w.band, w.days_enrolled, w.days_absent,
    cast(:definition_id as uuid)
  from written w left join before b using (student_id, school_id) where w.band is distinct from b.band
  on conflict (district_id, student_id, school_id, school_year, happened_at) do update set after = excluded.after
),
changed as (
  select w.student_id, w.school_id, cast(:school_year as text) as school_year, b.band as before, w.band as after, w.whole_through
  from written w left join before b using (student_id, school_id) where {_CHANGED}
),
emitted as (
  {emit_sql(AttendanceBandChanged, "changed c", "c", order_by="c.school_id, c.student_id")}
)
select count(*) from written"""
STAND = text(f"with {FIGURES}, {_GONE}, {_BEFORE}, {_STOOD}, {_TOLD}")
GROW = text(f"with {FIGURES_GROWN}, standing as (select * from figures), {_BEFORE}, {_LENGTHENED}, {_TOLD}")
# Whose places at schools changed since a moment, of those who have a standing in a year.
_MOVED = text("""
select distinct s.student_id from attendance_standings s
join students k on k.district_id = s.district_id and k.id = s.student_id
where s.district_id = :district_id and s.school_year = :school_year and (k.updated_at >= :since
  or exists (select from student_schools o where o.district_id = s.district_id and o.student_id = s.student_id
    and o.updated_at >= :since))""")
_ANY = text("""
select exists (select from attendance_standings s where s.district_id = :district_id and s.school_year = :school_year)""")
_YEARS = text("""
select distinct s.school_year from attendance_standings s
where s.district_id = :district_id and s.student_id = any (cast(:student_ids as uuid[])) order by s.school_year""")
# Whose standing the days that are new do not simply lengthen: something was said of them then, or they have none yet; or it
# is by another definition, or bounded by the days there were.
_TO_LOOK_AT = text(f"""
select e.student_id from attendance_events e
join unnest(cast(:on_school_ids as uuid[]), cast(:on_days as date[])) d (school_id, day)
  on d.school_id = e.school_id and d.day = e.day
where e.district_id = :district_id and e.superseded_at is null
union
select l.student_id from attendance_late_days l
join unnest(cast(:on_school_ids as uuid[]), cast(:on_days as date[])) d (school_id, day)
  on d.school_id = l.school_id and d.day = l.day
where l.district_id = :district_id
union
select s.student_id from attendance_standings s
where s.district_id = :district_id and s.school_year = :school_year and s.school_id = any (cast(:school_ids as uuid[]))
  and (s.definition_id is distinct from cast(:definition_id as uuid) or s.days_absent = s.days_enrolled)
union
select sp.student_id from ({SPANS}) sp
where sp.school_id = any (cast(:school_ids as uuid[])) and sp.first_on <= :last_on and sp.last_on >= :first_on
  and not exists (select from attendance_standings s where s.district_id = :district_id and s.school_year = :school_year
    and s.student_id = sp.student_id and s.school_id = sp.school_id)""")
_WHOLE_SETS, _ANY_SETS = text("set local enable_nestloop = off"), text("set local enable_nestloop = on")
_SCHOOLS_OF = text(f"""
select distinct sp.school_id from ({SPANS}) sp where sp.student_id = any (cast(:student_ids as uuid[]))""")
_READ = text(f"with {FIGURES} select * from figures order by school_id")
# What a day counts as is what the figures judged of it.
_EVENTS = text(f"""
with {JUDGED}
select e.school_id, e.day, nullif(e.period, '') as period, e.code, e.outcome, round(e.missed / {DAY}.0, 6)::float as missed,
  e.batch_id, e.recorded_at,
  e.is_correction, c.reason, cast(null as timestamptz) as enrolled_known_at,
  case when {CORRECTED} then 'corrected' when j.day is null then 'not_counted' when j.unmapped then 'no_figure'
    when j.excluded then 'excluded'
    when j.absent then 'absent' else 'present' end as counts_as
from attendance_events e left join judged j on j.school_id = e.school_id and j.day = e.day
left join attendance_codes c on c.district_id = e.district_id and c.id = e.code_id
where e.district_id = :district_id and e.student_id = any (cast(:student_ids as uuid[]))
  and e.day between :first_on and :last_on and {in_force("e")}
union all
select l.school_id, l.day, null, null, 'unreported', 0, l.batch_id, w.spoken_at, false, null, l.known_at,
  case when j.absent then 'absent' else 'excluded' end
from late l join judged j using (student_id, school_id, day)
join attendance_spoken_days w on w.district_id = :district_id
  and (w.school_id, w.day, w.batch_id) = (l.school_id, l.day, l.batch_id)
order by day, school_id, period nulls first, is_correction""")


async def stand(ctx: Context, rule: Definition, values: Mapping[str, Any]) -> int:
    """Work out anew how students stand, and tell who came into another band. Returns how many rows differ."""
    async with whole_sets(ctx, is_whole=values["student_ids"] is None):
        found = await ctx.session.execute(STAND, {**_writing(ctx, rule), **values})
    return int(found.scalar_one())


async def lengthen(
    ctx: Context,
    rule: Definition,
    values: Mapping[str, Any],
    days: Sequence[tuple[UUID, date]],
    said_of: Sequence[UUID],
) -> int:
    """The same where schools' days came to count, or count no more, and nothing else differs but what was said of some students.

    Only those are looked at of whom something was said; the others' standings are lengthened by the days.
    """
    on = {"on_school_ids": [school_id for school_id, _ in days], "on_days": [day for _, day in days]}
    asked = ("district_id", "school_year", "school_ids", "definition_id", "first_on", "last_on")
    mine = {**values, "district_id": ctx.district_id}
    async with whole_sets(ctx, is_whole=True):
        found = await ctx.session.scalars(
            _TO_LOOK_AT, {**on, "as_of": AS_KNOWN, **{name: mine[name] for name in asked}}
        )
        looked_at = sorted({*found, *said_of})
        every = {**_writing(ctx, rule), **values}
        written = await ctx.session.execute(STAND, {**every, "student_ids": looked_at})
        judging = {"counts", "threshold", "unreported_absent", "tardies_per_absence", "student_ids"}
        kept = {name: value for name, value in every.items() if name not in judging}
        grown = await ctx.session.execute(GROW, {**kept, "student_ids": None, "looked_at": looked_at})
    return int(written.scalar_one()) + int(grown.scalar_one())


async def is_any(ctx: Context, school_year: str) -> bool:
    """Has anybody a standing in a year?"""
    return bool(await ctx.session.scalar(_ANY, {"district_id": ctx.district_id, "school_year": school_year}))


async def moved_since(ctx: Context, school_year: str, since: datetime) -> list[UUID]:
    """Those with a standing in a year whose places at schools have changed since."""
    values = {"district_id": ctx.district_id, "school_year": school_year, "since": since}
    return list(await ctx.session.scalars(_MOVED, values))


async def years_of(ctx: Context, student_ids: Sequence[UUID]) -> list[str]:
    """The school years in which students have a standing."""
    values = {"district_id": ctx.district_id, "student_ids": student_ids}
    return list(await ctx.session.scalars(_YEARS, values))


def _writing(ctx: Context, rule: Definition) -> dict[str, Any]:
    """What writing standings takes of the caller and the rule."""
    bands = {"band_chronic": [band.is_chronic for band in rule.bands], "lowest_band": rule.bands[0].code}
    return {**ctx.emitting(), **values_of(rule), **bands, "as_of": AS_KNOWN}


@asynccontextmanager
async def whole_sets(ctx: Context, *, is_whole: bool) -> AsyncIterator[None]:
    """Have whole schools joined by hash: how many days and events there are is nothing the planner can know."""
    if is_whole:
        await ctx.session.execute(_WHOLE_SETS)
    yield
    if is_whole:
        await ctx.session.execute(_ANY_SETS)


async def figures(
    ctx: Context, rule: Definition, student_id: UUID, window: tuple[date, date], as_of: datetime
) -> list[asyncpg.Record]:
    """How one student stood at a moment by a definition, school by school."""
    return await ctx.ask(_READ, {**await _of_one(ctx, student_id, window, as_of), **values_of(rule)})


async def events(
    ctx: Context, rule: Definition, student_id: UUID, window: tuple[date, date], as_of: datetime
) -> Sequence[asyncpg.Record]:
    """What was reported of one student and in force at a moment, and what each day counts as."""
    return await ctx.ask(_EVENTS, {**await _of_one(ctx, student_id, window, as_of), **judging(rule)})


async def _of_one(ctx: Context, student_id: UUID, window: tuple[date, date], as_of: datetime) -> dict[str, Any]:
    """What bounds the figures to one student: no other school's days are counted."""
    whose = {"district_id": ctx.district_id, "as_of": as_of, "student_ids": [student_id]}
    schools = [row["school_id"] for row in await ctx.ask(_SCHOOLS_OF, whose)]
    return {**whose, "school_ids": schools, "first_on": window[0], "last_on": window[1]}
