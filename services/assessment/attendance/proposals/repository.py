"""SQL of proposals of triggers. What the parts of the long statement are: `repository.md`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text

from services.assessment.attendance.proposals.events import AttendanceProposalMade, AttendanceProposalWithdrawn
from services.assessment.attendance.proposals.rules import Proposed
from services.assessment.attendance.proposals.schemas import AttendanceProposal, AttendanceProposalList
from services.assessment.attendance.proposals.tables import AttendanceProposalRow, WithdrawnBecause
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import by
from shared.context.listing import listing
from shared.events.emitting import emit_sql

ROWS = ProtectedRows(
    "attendance_proposals s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from attendance_proposals s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
LISTING = listing(
    AttendanceProposalRow,
    AttendanceProposal,
    AttendanceProposalList,
    computed={
        "is_met": """exists (select from attendance_alerts a where a.district_id = s.district_id and a.id = s.alert_id
    and a.state in ('open', 'handled'))"""
    },
    filters={
        "state": by("s.state = {}"),
        "kind": by("s.kind = {}"),
        "student_id": by("s.student_id = {}::uuid"),
        "trigger_id": by("s.trigger_id = {}::uuid"),
        "since": "s.made_at >= {}::timestamptz",
        **ROWS.filters(),
    },
    records=RecordKind.ATTENDANCE,
    students=lambda item: [item["student_id"]],
)
_OF_TIER = """{0}.district_id = :district_id and {0}.trigger_id = :trigger_id and {0}.tier = :tier
    and {0}.school_year = :school_year
    and (cast(:school_ids as uuid[]) is null or {0}.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or {0}.student_id = any (:student_ids))"""
_SAID = ("alert_id", "trigger_id", "tier", "student_id", "school_id", "school_year", "kind", "version")
_TOLD = {"proposal_id": "t.id", **{name: f"t.{name}" for name in _SAID}}
_RETURNED = f"p.id, {', '.join(f'p.{name}' for name in _SAID)}"
FOLLOW = text(f"""
with wanted as (
  select a.id, a.student_id, a.school_id, a.school_year, a.tier, a.value, a.began_on from attendance_alerts a
  where {_OF_TIER.format("a")} and a.state in ('open', 'handled')
    and exists (select from students k where k.district_id = a.district_id and k.id = a.student_id and k.deleted_at is null)
    and exists (select from ({SPANS}) sp where sp.student_id = a.student_id and sp.school_id = a.school_id
      and cast(:today as date) between sp.first_on and sp.last_on)
),
made as (
  insert into attendance_proposals as p (district_id, id, student_id, school_id, alert_id, trigger_id, trigger_version, tier,
    school_year, kind, title, role, school_days, tells, asks_for, facts, state, made_at, created_at, updated_at,
    version)
  select :district_id, uuidv7(), w.student_id, w.school_id, w.id, :trigger_id, :trigger_version, w.tier, w.school_year, :kind,
    :title, :role, :school_days, :tells, cast(:asks_for as jsonb), jsonb_build_object('value', w.value, 'began_on', w.began_on,
      'days_absent', s.days_absent, 'days_enrolled', s.days_enrolled, 'band', s.band, 'as_of', s.whole_through),
    'open', :now, :now, :now, 1
  from wanted w
  left join attendance_standings s on s.district_id = :district_id and s.student_id = w.student_id
    and s.school_id = w.school_id and s.school_year = w.school_year
  where not exists (select from attendance_proposals h
    where h.district_id = :district_id and h.alert_id = w.id and h.state <> 'withdrawn')
  on conflict (district_id, alert_id) do update
  set state = 'open', facts = excluded.facts, made_at = excluded.made_at, withdrawn_at = null, withdrawn_because = null,
    updated_at = excluded.updated_at, version = p.version + 1
  where p.state = 'withdrawn'
  returning {_RETURNED}, p.role
),
withdrawn as (
  update attendance_proposals p set state = 'withdrawn', withdrawn_at = :now, updated_at = :now, version = p.version + 1,
    withdrawn_because = case when exists (select from attendance_alerts a where a.district_id = p.district_id
      and a.id = p.alert_id and a.state in ('open', 'handled')) then 'left' else 'undone' end
  where {_OF_TIER.format("p")} and p.state = 'open' and not exists (select from wanted w where w.id = p.alert_id)
  returning {_RETURNED}, p.withdrawn_because
),
told_made as (
  {emit_sql(AttendanceProposalMade, "made t", "t", **_TOLD, role="t.role", order_by="t.id")}
),
told_withdrawn as (
  {emit_sql(AttendanceProposalWithdrawn, "withdrawn t", "t", **_TOLD, because="t.withdrawn_because", order_by="t.id")}
)
select school_id from made union select school_id from withdrawn order by school_id""")


def _ending(which: str, because: WithdrawnBecause) -> TextClause:
    """A statement that withdraws the open proposals of which this holds."""
    return text(f"""
with withdrawn as (
  update attendance_proposals p set state = 'withdrawn', withdrawn_at = :now, updated_at = :now, version = p.version + 1,
    withdrawn_because = '{because}'
  where p.district_id = :district_id and {which} and p.state = 'open'
  returning {_RETURNED}, p.withdrawn_because
),
told as (
  {emit_sql(AttendanceProposalWithdrawn, "withdrawn t", "t", **_TOLD, because="t.withdrawn_because", order_by="t.id")}
)
select distinct trigger_id, tier, school_id from withdrawn order by trigger_id, tier, school_id""")


_END_OF_TRIGGER = _ending("p.trigger_id = :trigger_id", WithdrawnBecause.RETIRED)
_END_PAST = _ending("p.school_year < :school_year", WithdrawnBecause.YEAR_ENDED)
_OPEN = text(f"""
select p.school_id, count(*) as proposals, {day_in_sql("min(p.made_at)")} as since, min(p.role) as role,
  min(p.school_days) as school_days
from attendance_proposals p
where p.district_id = :district_id and p.trigger_id = :trigger_id and p.tier = :tier and p.school_year = :school_year
  and p.state = 'open' and p.tells and p.school_id = any (cast(:school_ids as uuid[]))
group by p.school_id order by p.school_id""")


async def follow(
    ctx: Context,
    trigger: tuple[UUID, int, int],
    proposed: Proposed,
    school_year: str,
    which: dict[str, Any],
) -> list[UUID]:
    """Make a proposal for each open alert of a tier (of a trigger's id, its version, the tier) and withdraw those whose alert
    has ended or whose student has left, among the schools and students of `which`. Returns the schools where anything differs.
    """
    trigger_id, version, tier = trigger
    asked = proposed.asks_for
    values = {
        **{**which, **ctx.emitting(), "trigger_id": trigger_id, "trigger_version": version, "tier": tier},
        **{"school_year": school_year, "today": await ctx.today(), "as_of": AS_KNOWN},
        **{name: getattr(proposed, name) for name in ("kind", "title", "role", "school_days", "tells")},
        "asks_for": orjson.dumps(vars(asked)).decode() if asked else None,
    }
    return list(await ctx.session.scalars(FOLLOW, values))


async def end_of_trigger(ctx: Context, trigger_id: UUID) -> Sequence[Any]:
    """Withdraw all proposals of a trigger. Returns trigger, tier and school of each."""
    return list(await ctx.session.execute(_END_OF_TRIGGER, {**ctx.emitting(), "trigger_id": trigger_id}))


async def end_past(ctx: Context, school_year: str) -> Sequence[Any]:
    """Withdraw all proposals of the years before. Returns trigger, tier and school of each."""
    return list(await ctx.session.execute(_END_PAST, {**ctx.emitting(), "school_year": school_year}))


async def count_open(
    ctx: Context, trigger_id: UUID, tier: int, school_year: str, school_ids: Sequence[UUID]
) -> dict[UUID, Any]:
    """How many open proposals of a tier each of these schools has in a year (`proposals`), the day the oldest was made on
    (`since`), and who decides (`role`) within how many `school_days`; of those alone that somebody is asked to decide.
    """
    values = {"trigger_id": trigger_id, "tier": tier, "school_year": school_year, "school_ids": school_ids}
    found = await ctx.session.execute(_OPEN, {"district_id": ctx.district_id, **values})
    return {row.school_id: row for row in found}
