"""SQL of parties and consents."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.assessment.disclosures.rules import Known
from services.assessment.disclosures.tables import KnownPartyRow
from shared.directory.tables import DirectoryDistrictRow
from shared.web.context import Context

#: The value that switches a list to the students a party has consent for.
PARTY = "consenting_party"


def consented(district: str, student: str) -> str:
    """SQL: has this student a live consent to the caller's party, for the kind of records asked for and a purpose the party
    has? Takes `scope_of`.
    """
    return f"""exists (select from known_consents kc where kc.district_id = {district} and kc.student_id = {student}
        and kc.party_id = {{{PARTY}}}::uuid and {{consented_records}} = any(kc.records)
        and kc.purpose = any(string_to_array({{consented_for}}, ' '))
        and kc.revoked_at is null and {{consented_on}}::date between kc.starts_on and kc.expires_on)"""


def scope_of(party_id: UUID, records: str, purposes: str, today: date) -> dict[str, Any]:
    """The values `consented` takes, as the scope of a list; `purposes` are codes with a space between them."""
    return {PARTY: party_id, "consented_records": records, "consented_for": purposes, "consented_on": today}


async def is_consented(ctx: Context, student_id: UUID, scope: Mapping[str, Any]) -> bool:
    """Does the very predicate of the lists hold for one student?"""
    sql = f"select ({consented('s.district_id', 's.id')})::text, null::text from students s where s.id = {{id}}::uuid"
    values = {"id": student_id, **scope}
    for place, name in enumerate(values, start=1):
        sql = sql.replace(f"{{{name}}}", f"($1)[{place}]")
    return await ctx.read(sql, *values.values()) == b"true"


async def find_party(ctx: Context, party_id: UUID) -> Known | None:
    """A party, if partners told of it."""
    row: KnownPartyRow | None = await ctx.session.scalar(select(KnownPartyRow).where(KnownPartyRow.id == party_id))
    if row is None:
        return None
    return Known(row.id, row.basis, row.records, row.purposes, row.agreement_until, row.sealed, row.active)


async def zone_of(ctx: Context) -> str:
    """The district's time zone, UTC until the directory has told it."""
    mine = DirectoryDistrictRow.district_id == ctx.district_id
    return await ctx.session.scalar(select(DirectoryDistrictRow.timezone).where(mine)) or "UTC"
