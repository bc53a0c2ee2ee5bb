"""SQL of parties, consents, and readings not told yet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from services.assessment.disclosures.rules import Known
from services.assessment.disclosures.tables import KnownPartyRow, ToldReadingsRow
from services.assessment.roster.tables import StudentRow
from shared.db.engine import SYSTEM_ROLE, Database
from shared.directory.tables import DirectoryDistrictRow
from shared.web.context import Context
from shared.web.paging import sql_text

#: The value that switches a list to the students a party has consent for.
PARTY = "consenting_party"
LIVE_CONSENTS = f"""from known_consents kc where kc.party_id = {{{PARTY}}}::uuid and {{consented_records}} = any(kc.records)
        and kc.purpose = any(string_to_array({{consented_for}}, ' '))
        and kc.revoked_at is null and {{consented_on}}::date between kc.starts_on and kc.expires_on"""


def consented(district: str, student: str) -> str:
    """SQL: has this student a live consent to the caller's party, for the kind of records asked for and a purpose the party
    has? Takes `scope_of`.
    """
    return f"exists (select {LIVE_CONSENTS} and kc.district_id = {district} and kc.student_id = {student})"


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


async def zone_of(ctx: Context) -> str:
    """The district's time zone, UTC until the directory has told it."""
    mine = DirectoryDistrictRow.district_id == ctx.district_id
    return await ctx.session.scalar(select(DirectoryDistrictRow.timezone).where(mine)) or "UTC"


# By the index of positions, a look a district.
UNTOLD = """select d.district_id from directory_districts d left join told_readings t on t.district_id = d.district_id
cross join lateral (select e.position from audit_entries e where e.district_id = d.district_id and e.position is not null
  order by e.position desc limit 1) newest
where newest.position > coalesce(t.position, 0)"""


async def districts_with_untold(db: Database) -> list[UUID]:
    """Districts whose audit has grown since their readings were told."""
    async with (await db.reader()).acquire() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [UUID(str(row["district_id"])) for row in await connection.fetch(UNTOLD)]


# By day, person (or party's system), kind of records: which students. What the ledger has is left out.
READINGS = text(
    """select (e.occurred_at at time zone :zone)::date as day, e.actor, e.party_id, e.records,
      array_agg(distinct s.student_id) as student_ids
    from audit_entries e cross join lateral unnest(e.student_ids) s (student_id)
    where e.district_id = :district_id and e.position > :after and e.position <= :until and e.outcome = 'done'
      and e.records is not null and coalesce(e.basis, 'school_official') = 'school_official'
      and (e.actor like 'person:%' or e.party_id is not null)
    group by 1, 2, 3, 4 order by 1, 2, 4"""
)


async def untold_readings(ctx: Context, zone: str, most: int) -> tuple[int, int, list[Any]]:
    """(after which position, up to which, the readings between): of at most `most` entries. Holds the district's row."""
    fresh = insert(ToldReadingsRow).values(district_id=ctx.district_id, position=0).on_conflict_do_nothing()
    await ctx.session.execute(fresh)
    mine = ToldReadingsRow.district_id == ctx.district_id
    told = await ctx.session.scalar(select(ToldReadingsRow).where(mine).with_for_update())
    assert told is not None
    newest = text("select coalesce(max(position), 0) from audit_entries where district_id = :district_id")
    until = await ctx.session.scalar(newest, {"district_id": ctx.district_id}) or 0
    after, until = told.position, min(int(until), told.position + most)
    given = {"district_id": ctx.district_id, "zone": zone, "after": after, "until": until}
    rows = list(await ctx.session.execute(READINGS, given)) if until > after else []
    told.position = until
    return after, until, rows
