"""SQL of parties and consents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from services.assessment.privacy.disclosures.rules import Known
from services.assessment.privacy.disclosures.tables import KnownPartyRow
from services.assessment.records.student_records.tables import StudentRow
from shared.auth import may
from shared.auth.legal_bases import Basis
from shared.context.context import Context
from shared.context.cursors import sql_text
from shared.context.leads import Branch, Lead

#: The value that switches a list to the students a party has consent for.
PARTY = "consenting_party"
LIVE_CONSENTS = f"""from known_consents kc where kc.party_id = {{{PARTY}}}::uuid and {{consented_records}} = any(kc.records)
        and kc.purpose = any(string_to_array({{consented_for}}, ' '))
        and kc.revoked_at is null and kc.unfit is null and {{consented_on}}::date between kc.starts_on and kc.expires_on"""
#: The students `consented` is true of.
CONSENTED = f"select kc.student_id {LIVE_CONSENTS}"


def consented(district: str, student: str) -> str:
    """SQL: has this student a live consent to the caller's party, for the kind of records asked for and a purpose the party
    has? Takes `scope_of`.
    """
    return f"exists (select {LIVE_CONSENTS} and kc.district_id = {district} and kc.student_id = {student})"


def by_consent(district: str, student: str) -> Lead:
    """The same as a list's filter, which leads from the consents to the rows."""
    branch = Branch(f"{student} = agreed.id", f"(select distinct student_id as id from ({CONSENTED}) found) agreed")
    return Lead((branch,), consented(district, student))


def scope_of(party_id: UUID, records: str, purposes: str, today: date) -> dict[str, Any]:
    """The values `consented` takes, as the scope of a list; `purposes` are codes with a space between them."""
    return {PARTY: party_id, "consented_records": records, "consented_for": purposes, "consented_on": today}


async def is_consented(ctx: Context, student_id: UUID, scope: Mapping[str, Any]) -> bool:
    """Does the very predicate of the lists hold for one student?"""
    sql = f"""select exists (select from students s where s.id = {{id}}::uuid
      and {consented("s.district_id", "s.id")})::text, null::text"""
    return await _asked(ctx, sql, {"id": student_id, **scope}) == b"true"


async def purposes_of(
    ctx: Context, student_ids: Sequence[UUID], scope: Mapping[str, Any]
) -> dict[str | None, list[UUID]]:
    """What the families of these students consented to, of what the predicate of the lists lets through: the students by
    purposes (codes with a space between them).
    """
    agreed = f"""select kc.student_id, string_agg(distinct kc.purpose, ' ' order by kc.purpose) as purposes {LIVE_CONSENTS}
      and kc.student_id = any({{ids}}::uuid[]) group by 1"""
    sql = f"select coalesce(json_object_agg(a.student_id, a.purposes), '{{}}')::text, null::text from ({agreed}) a"
    found = orjson.loads(await _asked(ctx, sql, {"ids": student_ids, **scope}))
    by_purpose: dict[str | None, list[UUID]] = {}
    for student_id in student_ids:
        by_purpose.setdefault(found.get(str(student_id)), []).append(student_id)
    return by_purpose


async def _asked(ctx: Context, sql: str, values: Mapping[str, Any]) -> bytes:
    for place, name in enumerate(values, start=1):
        sql = sql.replace(f"{{{name}}}", f"($1)[{place}]")
    return await ctx.read(sql, *(sql_text(value) for value in values.values()))


async def find_student_id(ctx: Context, named: UUID | str) -> UUID | None:
    """The id of a student named by id or source id, if there is one; a deleted one too."""
    same = StudentRow.id == named if isinstance(named, UUID) else StudentRow.source_id == named
    found: UUID | None = await ctx.session.scalar(select(StudentRow.id).where(same))
    return found


async def find_party(ctx: Context, party_id: UUID) -> Known | None:
    """A party, if partners told of it."""
    row: KnownPartyRow | None = await ctx.session.scalar(select(KnownPartyRow).where(KnownPartyRow.id == party_id))
    if row is None:
        return None
    return Known(row.id, row.basis, row.records, row.purposes, row.agreement_until, row.sealed, row.active)


def by_officials(district_id: str, records: str) -> str:
    """SQL, for a `may`: the caller is the district's own, or of a party that is a school official for these records."""
    return f"""({may.PARTY} is null or exists (select from known_parties p where p.district_id = {district_id}
  and p.id = {may.PARTY} and p.basis = '{Basis.SCHOOL_OFFICIAL}' and '{records}' = any (p.records)))"""
