"""SQL of directory information."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from sqlalchemy import select

from services.assessment.directory_information.tables import (
    DirectoryOptOutRow,
    DirectoryPolicyRow,
    DirectoryType,
)
from services.assessment.disclosures.repository import PARTY, consented
from services.assessment.roster.repository import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.web.context import Context
from shared.web.paging import Listing

#: The roster's columns of each type, with what stands there when the notice does not designate it.
COLUMNS: tuple[tuple[DirectoryType, str, str], ...] = (
    (DirectoryType.NAME, "given_name", "text"),
    (DirectoryType.NAME, "family_name", "text"),
    (DirectoryType.NAME, "preferred_given_name", "text"),
    (DirectoryType.NAME, "preferred_family_name", "text"),
    (DirectoryType.GRADE_LEVEL, "grade", "text"),
    (DirectoryType.SCHOOL, "school_id", "uuid"),
    (DirectoryType.DATE_OF_BIRTH, "birth_date", "date"),
)
#: Who refused is not there, and neither is whom the roster dropped.
NOT_REFUSED = """s.deleted_at is null and not exists (select from directory_opt_outs o
    where o.district_id = s.district_id and o.id = s.id and o.withdrawn_at is null)"""


def listing_of(types: Collection[str], *, by_consent: bool = False) -> Listing:
    """The list of what these types designate; a filter by anything else finds nothing."""
    return _listing(frozenset(types) & {type_ for type_, _, _ in COLUMNS}, by_consent)


@cache
def _listing(types: frozenset[str], by_consent: bool) -> Listing:
    fields = [f"s.{name}" if type_ in types else f"null::{kind} as {name}" for type_, name, kind in COLUMNS]
    filters = {
        "school_id": "s.school_id = {}::uuid" if DirectoryType.SCHOOL in types else "{} is null",
        "grade": "s.grade = {}" if DirectoryType.GRADE_LEVEL in types else "{} is null",
        **STUDENT_ROWS.filters(),
    }
    return Listing(
        name="directory_information",
        columns=", ".join(["s.id", *fields, "s.updated_at"]),
        source=f"(select * from students s where {NOT_REFUSED}) s",
        order=(("s.id", "uuid"),),
        changed=(("s.updated_at", "timestamptz"), ("s.id", "uuid")),
        filters=filters | ({PARTY: consented("s.district_id", "s.id")} if by_consent else {}),
        records=RecordKind.DIRECTORY_INFORMATION,
        students=lambda item: [item["id"]],
    )


async def find_policy(ctx: Context) -> DirectoryPolicyRow | None:
    """The district's notice, if there is one."""
    query = select(DirectoryPolicyRow).where(DirectoryPolicyRow.id == ctx.district_id)
    found: DirectoryPolicyRow | None = await ctx.session.scalar(query)
    return found


async def find_opt_out(ctx: Context, student_id: UUID, *, lock: bool = False) -> DirectoryOptOutRow | None:
    """A student's refusal, a withdrawn one too."""
    query = select(DirectoryOptOutRow).where(DirectoryOptOutRow.id == student_id)
    found: DirectoryOptOutRow | None = await ctx.session.scalar(query.with_for_update() if lock else query)
    return found
