"""Use cases of contacts: who answers for a student, in which order, and who must not be contacted."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.errors import NoSuchStudent
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.repository import check_not_merged, get_student, id_of, student_of
from services.assessment.records.student_records.tables import StudentContactRow, StudentRow
from services.assessment.roster.student_contacts import repository
from services.assessment.roster.student_contacts.errors import NoSuchContact
from services.assessment.roster.student_contacts.may import LISTING
from services.assessment.roster.student_contacts.schemas import StudentContactRowBody
from services.assessment.roster.student_contacts.transitions import CHANGE
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import NotFound, fault
from shared.ids import new_id
from shared.texts.words import Words

_SAID = ("relationship", "priority", "lives_with", "has_custody", "no_contact")
_NOBODY_SAID = {**dict.fromkeys(("relationship", "lives_with", "has_custody", "household_id")), "no_contact": False}


async def listed(ctx: Context, student_id: UUID, paging: Paging) -> Response:
    """The contacts of a student of the caller's, whom to turn to first before the others."""
    await disclosures.ground_of(ctx, RecordKind.CONTACTS, [student_id])
    row = await get_student(ctx, student_id)
    if not (await POLICY.can_read(ctx, "contacts:read", STUDENT_ROWS, student_id)).allowed:
        raise _nobody()
    check_not_merged(row)
    if not await disclosures.one(ctx, RecordKind.CONTACTS, student_id, door="contacts:read"):
        raise _nobody()
    return await ctx.page(LISTING, paging, {"student_id": student_id})


async def put_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Say of many how they stand to students, each with its own fate; the same again changes nothing."""
    POLICY.require_any(ctx, CHANGE.right)
    await disclosures.officials_only(ctx, RecordKind.CONTACTS)

    async def work(ctx: Context, wish: StudentContactRowBody) -> UUID:
        return await _put(ctx, wish)

    return await each(ctx, StudentContactRowBody, items, work, validate_only=validate_only)


async def _put(ctx: Context, wish: StudentContactRowBody) -> UUID:
    student_id = await student_of(ctx, wish.source, wish.student_source_id)
    student = await ctx.find(StudentRow, student_id)
    if student is None or not (await POLICY.can_read(ctx, CHANGE.right, STUDENT_ROWS, student_id)).allowed:
        unknown = Words("unknown in this district", es="desconocido en este distrito")
        raise NoSuchStudent(errors=[fault("/student_source_id", unknown, NoSuchStudent.code)])
    guardian_id = id_of(ctx.district_id, wish.source, "person", wish.contact_source_id)
    row = await repository.find(ctx, student_id, guardian_id)
    if wish.is_removed:
        if row is not None:
            await ctx.session.delete(row)
            await ctx.session.flush()
        return guardian_id
    if row is None and not await repository.has_guardian(ctx, guardian_id):
        unknown = Words("no guardian of the roster has it", es="ningún tutor de la matrícula lo tiene")
        raise NoSuchContact(errors=[fault("/contact_source_id", unknown, NoSuchContact.code)])
    told = wish.changes()
    said = {name: told[name] for name in _SAID if name in told}
    if "household" in told:
        home = told["household"]
        said["household_id"] = id_of(ctx.district_id, wish.source, "household", home) if home else None
    if row is None:
        row = StudentContactRow(id=new_id(), student_id=student_id, guardian_id=guardian_id, **_NOBODY_SAID)
    for name, value in said.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    ctx.add(row)
    await ctx.session.flush()
    return row.id


def _nobody() -> NotFound:
    return NotFound(Words("No such student.", es="No existe ese estudiante."))
