"""SQL of the ledger."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from services.partners.privacy.disclosures.schemas import Disclosure, DisclosureList
from services.partners.privacy.disclosures.tables import DisclosureRow
from services.partners.privacy.placements.repository import same_in_sql
from services.partners.references import CLIENT, PARTY
from shared.context.context import Context
from shared.context.days import day_in_sql, zone_in_sql
from shared.context.leads import Branch, Lead
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.directory.queries import held_in_sql
from shared.directory.references import STAFF

#: The ledger as a record of students, for the audit.
RECORDS = "disclosures"
OF_STUDENT = f"""(select distinct disclosure_id as id from disclosed_students
    where student_id = any({same_in_sql("{}")})) disclosed"""

LISTING = listing(
    DisclosureRow,
    Disclosure,
    DisclosureList,
    order=("occurred_at",),
    changed="recorded_at",
    computed={
        "reader": f"""case when s.reader_kind = 'client' then {CLIENT.reference("s.reader_id")}
            else {STAFF.reference("s.reader_id")} end""",
        "student_ids": """array(select k.student_id from disclosed_students k
            where k.district_id = s.district_id and k.disclosure_id = s.id order by k.student_id)""",
    },
    filters={
        "student_id": Lead((Branch("s.id = disclosed.id", OF_STUDENT),)),
        "required_by_99_32=true": "s.required_by_99_32",
        "required_by_99_32=false": "not s.required_by_99_32",
        "since": "s.occurred_at >= {}::timestamptz",
        "until": "s.occurred_at < {}::timestamptz",
    },
    records=RECORDS,
    students=lambda item: item["student_ids"],
)

# What an order forbids to tell of is not there. A person of the district is said by roles, a party by its name.
_SEEN = f"""(
  select k.student_id, d.id, d.occurred_at as at, d.reader_kind, d.party_id, held.roles, d.records, d.basis, d.purpose,
    d.outcome, d.required_by_99_32, e.reason as threat, e.disclosed_to
  from disclosed_students k join disclosures d on d.district_id = k.district_id and d.id = k.disclosure_id
  left join emergency_accesses e on e.district_id = d.district_id and e.id = d.emergency_access_id
  cross join lateral (select array(select distinct r.role from role_assignments r
    where r.district_id = d.district_id and d.party_id is null and r.staff_id = d.reader_id
      and {held_in_sql(day_in_sql("d.occurred_at"))}
    order by 1) as roles) held
  where not d.sealed
  union all
  select r.student_id, r.id, r.day::timestamp at time zone {zone_in_sql()}, r.reader_kind, r.party_id, r.roles, r.records,
    'school_official', null, 'disclosed', false, null, null
  from student_readings r) s
  left join parties p on p.id = s.party_id"""
COLUMNS = f"""s.id, s.at, coalesce(p.name, nullif(array_to_string(s.roles, ', '), ''), 'school staff') as who,
  s.reader_kind, {PARTY.reference("s.party_id")} as party, s.roles, s.records, s.basis, s.purpose, s.outcome, s.required_by_99_32,
  s.threat, s.disclosed_to"""
SEEN_BY = Listing(
    name="seen_by",
    columns=COLUMNS,
    source=_SEEN,
    order=(("s.at", "timestamptz"), ("s.id", "uuid")),
    changed=(("s.at", "timestamptz"), ("s.id", "uuid")),
    filters={
        "student_id": f"s.student_id = any({same_in_sql('{}')})",
        "since": "s.at >= {}::timestamptz",
        "until": "s.at < {}::timestamptz",
    },
)
#: Most lines of one file; a longer story is asked for by its months.
MOST_LINES = 50_000
LINES = f"""select coalesce(json_agg(line order by line.at, line.id), '[]')::text, null::text from (
  select {COLUMNS} from {_SEEN} where s.student_id = any({same_in_sql("($1)[1]")})
    and s.at >= coalesce(($1)[2]::timestamptz, '-infinity') and s.at < coalesce(($1)[3]::timestamptz, 'infinity')
  order by s.at, s.id limit {MOST_LINES + 1}) line"""


async def is_known(ctx: Context, student_id: UUID) -> bool:
    """Has anybody told of this student here: by a disclosure, a reading, a consent?"""
    same = f"district_id = :district_id and student_id = any({same_in_sql('cast(:student_id as uuid)')})"
    known = text(
        f"""select exists (select from disclosed_students where {same})
        or exists (select from student_readings where {same}) or exists (select from consents where {same})"""
    )
    return bool(await ctx.session.scalar(known, {"district_id": ctx.district_id, "student_id": student_id}))


async def lines_of(ctx: Context, student_id: UUID, bounds: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who saw a student's records, at most one more than `MOST_LINES`."""
    body = await ctx.read(LINES, student_id, *(bounds.get(name) for name in ("since", "until")))
    return list(orjson.loads(body))
