"""SQL of directory information."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from sqlalchemy import Select, or_, select

from services.assessment.privacy.directory_information.tables import (
    DirectoryOptOutRow,
    DirectoryPolicyRow,
    DirectoryType,
)
from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.attending import BY_SCHOOL, asked_today, in_json
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.tables import StudentRow
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.lists import Listing
from shared.directory.references import SCHOOL

#: Refusals as a kind of student records.
OPT_OUTS = "directory_opt_outs"
#: What the roster has of each type: the field, its SQL, and what stands there when the notice does not designate it.
FIELDS: tuple[tuple[DirectoryType, str, str, str], ...] = (
    (DirectoryType.NAME, "given_name", "s.given_name", "text"),
    (DirectoryType.NAME, "family_name", "s.family_name", "text"),
    (DirectoryType.NAME, "preferred_given_name", "s.preferred_given_name", "text"),
    (DirectoryType.NAME, "preferred_family_name", "s.preferred_family_name", "text"),
    (DirectoryType.GRADE_LEVEL, "grade", "s.grade", "text"),
    (DirectoryType.SCHOOL, "school", SCHOOL.reference("s.school_id"), "json"),
    (DirectoryType.SCHOOL, "schools", in_json("s"), "json"),
    (DirectoryType.DATE_OF_BIRTH, "birth_date", "s.birth_date", "date"),
)
#: Who refused is not there, and neither is whom the roster dropped. A student whom the SIS lists under another id is the same
#: by the district's own number, and so is the refusal.
NOT_REFUSED = """s.deleted_at is null
    and not exists (select from directory_opt_outs o
        where o.district_id = s.district_id and o.student_id = s.id and o.withdrawn_at is null)
    and not exists (select from students k
        join directory_opt_outs o on o.district_id = k.district_id and o.student_id = k.id and o.withdrawn_at is null
        where k.district_id = s.district_id and k.local_id = s.local_id)"""


def listing_of(types: Collection[str], *, only_consented: bool = False) -> Listing:
    """The list of what these types designate; a filter by anything else finds nothing."""
    return _listing(frozenset(types) & {type_ for type_, *_ in FIELDS}, only_consented)


@cache
def _listing(types: frozenset[str], only_consented: bool) -> Listing:
    fields = [f"{sql if type_ in types else f'null::{kind}'} as {name}" for type_, name, sql, kind in FIELDS]
    filters = {
        "school_id": BY_SCHOOL if DirectoryType.SCHOOL in types else "{} is null",
        "grade": "s.grade = {}" if DirectoryType.GRADE_LEVEL in types else "{} is null",
        **STUDENT_ROWS.filters(),
    }
    found = Listing(
        name="directory_information",
        columns=", ".join(["s.id", *fields, "s.updated_at"]),
        source=f"(select * from students s where {NOT_REFUSED}) s",
        order=(("s.id", "uuid"),),
        changed=(("s.updated_at", "timestamptz"), ("s.id", "uuid")),
        filters=filters | ({PARTY: by_consent("s.district_id", "s.id")} if only_consented else {}),
        records=RecordKind.DIRECTORY_INFORMATION,
        students=lambda item: [item["id"]],
    )
    return asked_today(found) if DirectoryType.SCHOOL in types else found


async def find_policy(ctx: Context) -> DirectoryPolicyRow | None:
    """The district's notice, if there is one."""
    query = select(DirectoryPolicyRow).where(DirectoryPolicyRow.id == ctx.district_id)
    found: DirectoryPolicyRow | None = await ctx.session.scalar(query)
    return found


def _same_student(student_id: UUID) -> Select[UUID]:
    """Every id the student has had: those of the same number in the district, deleted ones too."""
    numbers = select(StudentRow.local_id).where(StudentRow.id == student_id)
    return select(StudentRow.id).where(or_(StudentRow.id == student_id, StudentRow.local_id.in_(numbers)))


async def find_opt_out(ctx: Context, student_id: UUID) -> DirectoryOptOutRow | None:
    """A student's newest refusal; a withdrawn one only when none stands."""
    row = DirectoryOptOutRow
    query = select(row).where(row.student_id.in_(_same_student(student_id)))
    newest = query.order_by(row.withdrawn_at.is_not(None), row.id.desc()).limit(1)
    found: DirectoryOptOutRow | None = await ctx.session.scalar(newest)
    return found


async def lock_standing(ctx: Context, student_id: UUID) -> list[DirectoryOptOutRow]:
    """Every refusal of a student that is not withdrawn, until the end of this work."""
    row = DirectoryOptOutRow
    query = select(row).where(row.student_id.in_(_same_student(student_id)), row.withdrawn_at.is_(None))
    return list(await ctx.session.scalars(query.order_by(row.id).with_for_update()))
