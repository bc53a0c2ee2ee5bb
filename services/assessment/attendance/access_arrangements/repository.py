"""SQL of the means of access."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.access_arrangements.schemas import AccessArrangement, AccessArrangementList
from services.assessment.attendance.access_arrangements.tables import (
    AccessArrangementRow,
    AccessData,
    HolderKind,
    HolderRight,
)
from services.assessment.permissions import POLICY
from services.assessment.records.student_records.attending import TODAY
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.queries import held_in_sql

#: The calls by which each is read.
CALLS = {
    AccessData.STANDINGS: (
        *("list_attendance_standings", "read_student_attendance", "explain_student_attendance"),
        *("read_attendance_of_class", "read_attendance_history"),
        *("list_attendance_corrections", "read_attendance_correction"),
    ),
    AccessData.FIGURES: (
        *("read_attendance_figures", "read_attendance_trend", "compare_attendance_years", "read_attendance_change"),
        "read_attendance_subgroups",
    ),
    AccessData.ALERTS: (
        *("list_attendance_alerts", "read_attendance_alert", "list_attendance_proposals", "read_attendance_proposal"),
    ),
}
#: The right that each is read by.
RIGHTS = {
    AccessData.STANDINGS: "attendance:read",
    AccessData.FIGURES: "figures:read",
    AccessData.ALERTS: "attendance:read",
}


def _names(names: tuple[str, ...] | list[str]) -> str:
    return f"array[{', '.join(repr(str(name)) for name in names)}]"


_READS = " or ".join(f"('{data}' = any(s.data) and e.action = any({_names(calls)}))" for data, calls in CALLS.items())
_HOLDER = (
    f"""case s.holder_kind when '{HolderKind.STAFF}' then 'person:' || s.holder_id else 'client:' || s.holder_id end"""
)
#: When the holder last read any of it, by what the audit has.
LAST_USED = f"""(select max(u.occurred_at) from (
  (select e.occurred_at from audit_entries e where e.district_id = s.district_id and s.holder_kind <> '{HolderKind.PARTY}'
    and e.actor = {_HOLDER} and e.outcome = 'done' and ({_READS}) order by e.occurred_at desc, e.id desc limit 1)
  union all
  (select e.occurred_at from audit_entries e where e.district_id = s.district_id and s.holder_kind = '{HolderKind.PARTY}'
    and e.party_id = s.holder_id and e.outcome = 'done' and ({_READS}) order by e.occurred_at desc, e.id desc limit 1)) u)"""
OVERDUE = f"(s.state = 'active' and s.silent_since is not null and coalesce({LAST_USED} < s.silent_since, true))"


def _staff_may(right: str) -> str:
    """SQL: the holder has a role today that gives this right somewhere, or as a class, mentee or caseload of theirs may."""
    rule = POLICY.rules[right]
    related = {profile for profiles in rule.related.values() for profile in profiles}
    of_district, of_school = sorted(map(str, rule.district)), sorted({*map(str, rule.school), *map(str, related)})
    return f"""exists (select from directory_roles r join directory_staff p on p.district_id = r.district_id and p.id = r.staff_id
      where r.district_id = s.district_id and r.staff_id = s.holder_id and p.active
      and {held_in_sql(TODAY)}
      and (r.profile = any({_names(of_district)}) or r.school_id is not null and r.profile = any({_names(of_school)})))"""


_STAFF_MAY = " and ".join(f"('{data}' <> all(s.data) or {_staff_may(right)})" for data, right in RIGHTS.items())
# What is of no student is no record, and alerts are the district's own alone.
_PARTY_MAY = f"""exists (select from known_parties p where p.district_id = s.district_id and p.id = s.holder_id and p.active
  and not p.sealed and (p.agreement_until is null or p.agreement_until >= {TODAY})
  and '{RecordKind.ATTENDANCE}' = any(p.records)) and '{AccessData.ALERTS}' <> all(s.data)"""
HOLDER_RIGHT = f"""case when s.holder_kind = '{HolderKind.CLIENT}' then '{HolderRight.BY_SCOPES}'
  when case s.holder_kind when '{HolderKind.STAFF}' then ({_STAFF_MAY}) else ({_PARTY_MAY}) end then '{HolderRight.HELD}'
  else '{HolderRight.LACKING}' end"""

LISTING = listing(
    AccessArrangementRow,
    AccessArrangement,
    AccessArrangementList,
    computed={"last_used_at": LAST_USED, "overdue": OVERDUE, "holder_right": HOLDER_RIGHT},
    filters={"overdue=true": OVERDUE, "overdue=false": f"not {OVERDUE}"},
)
_KNOWN = {
    HolderKind.STAFF: "select from directory_staff where district_id = :district_id and id = :id and active",
    HolderKind.CLIENT: "select from directory_clients where district_id = :district_id and id = :id",
    HolderKind.PARTY: "select from known_parties where district_id = :district_id and id = :id and active",
}
_KNOWN_BY = {kind: text(query) for kind, query in _KNOWN.items()}
# What is silent longer than its rhythm, by the district's day; a week without school is none.
_LOOK = text(f"""
with used as (
  select s.id, s.owner_id, s.silent_since, {LAST_USED} as last_used_at, s.rhythm, s.created_at,
    (coalesce({LAST_USED}, s.created_at) at time zone :zone)::date as last_on
  from access_arrangements s where s.district_id = :district_id and s.state = 'active'),
looked as (
  select u.*, exists (select from school_days d where d.district_id = :district_id and d.school_is_held
      and d.day > u.last_on and d.day < cast(:today as date))
    and (u.rhythm = 'school_daily' or cast(:today as date) - u.last_on > 7) as is_silent
  from used u),
written as (
  update access_arrangements a set silent_since = case when l.is_silent then cast(:now as timestamptz) end,
    updated_at = :now, updated_by = :actor, version = a.version + 1
  from looked l where a.district_id = :district_id and a.id = l.id
    and l.is_silent <> (l.silent_since is not null and coalesce(l.last_used_at < l.silent_since, true))
  returning a.id, a.holder_kind, a.holder_id, l.is_silent, l.last_used_at),
cleared as (
  update access_arrangements a set silent_since = null, updated_at = :now, updated_by = :actor, version = a.version + 1
  from looked l where a.district_id = :district_id and a.id = l.id and not l.is_silent and a.silent_since is not null
    and l.last_used_at >= a.silent_since)
select id, holder_kind, holder_id, last_used_at from written where is_silent order by id""")
_SILENT = text(f"""
select s.owner_id, count(*) filter (where {OVERDUE}) as number from access_arrangements s
where s.district_id = :district_id group by 1 order by 1""")


async def is_known(ctx: Context, kind: HolderKind, holder_id: UUID) -> bool:
    """Does the district know such a holder?"""
    return bool(await ctx.ask(_KNOWN_BY[kind], {"district_id": ctx.district_id, "id": holder_id}))


async def look(ctx: Context, today: date) -> list[tuple[UUID, str, UUID, object]]:
    """Find what is silent, and what no longer is. Returns what has fallen silent."""
    values = {"district_id": ctx.district_id, "today": today, "now": ctx.now, "actor": ctx.actor}
    found = await ctx.session.execute(_LOOK, {**values, "zone": await ctx.zone()})
    return [(row.id, row.holder_kind, row.holder_id, row.last_used_at) for row in found]


async def silent_by_owner(ctx: Context) -> dict[UUID, int]:
    """How many silent arrangements everybody has who answers for any."""
    found = await ctx.session.execute(_SILENT, {"district_id": ctx.district_id})
    return {row.owner_id: row.number for row in found}
