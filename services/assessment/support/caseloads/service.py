"""Use cases of caseloads: what a mentor or counselor is let in to a student by."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.support.caseloads import repository
from services.assessment.support.caseloads.errors import AssignedAlready, NoSuchStudent
from services.assessment.support.caseloads.schemas import CaseloadAssign, CaseloadEnd, CaseloadList
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow, CaseloadSource
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchStaff, NotFound, fault
from shared.ids import new_id


async def listed(ctx: Context, filters: CaseloadList) -> Response:
    """The assignments of students at the caller's schools, and the caller's own."""
    scope = POLICY.list_filter(ctx, "caseloads:read", repository.ROWS)
    consented = repository.LISTING_CONSENTED
    return await disclosures.page(
        ctx,
        filters,
        repository.LISTING,
        scope,
        door="caseloads:read",
        by_consent=consented,
        asked_for=filters.student_id,
    )


async def read(ctx: Context, assignment_id: UUID, *, lock: bool = False) -> CaseloadAssignmentRow:
    """One assignment the caller may see. Raises `NotFound`."""
    row = await repository.get(ctx, assignment_id, lock=lock)
    if not (await POLICY.can_read(ctx, "caseloads:read", repository.ROWS, row.id)).allowed:
        raise NotFound("No such assignment.")
    if not await disclosures.one(ctx, RecordKind.CASELOADS, row.student_id, door="caseloads:read"):
        raise NotFound("No such assignment.")
    return row


async def assign(ctx: Context, wish: CaseloadAssign) -> CaseloadAssignmentRow:
    """Have a staff member work with a student; from its first day on they see the student."""
    await _require_assignable(ctx, wish.student_id)
    if not await repository.has_staff(ctx, wish.staff_id):
        raise NoSuchStaff(errors=[fault("/staff_id", "not active in this district", NoSuchStaff.code)])
    row = CaseloadAssignmentRow(id=new_id(), **wish.model_dump(), source=CaseloadSource.MANUAL)
    await _check_days(ctx, row)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def assign_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Make many assignments, each with its own fate."""
    POLICY.require_any(ctx, "caseloads:write")

    async def work(ctx: Context, wish: CaseloadAssign) -> UUID:
        return (await assign(ctx, wish)).id

    return await each(ctx, CaseloadAssign, items, work, validate_only=validate_only)


async def end(ctx: Context, assignment_id: UUID, patch: CaseloadEnd) -> CaseloadAssignmentRow:
    """Set, move or lift the last day."""
    row = await read(ctx, assignment_id, lock=True)
    # The roster's rows stay, so the student is there even when the roster has dropped them.
    student = await repository.find_student(ctx, row.student_id)
    POLICY.require(ctx, "caseloads:write", school_id=student.school_id if student else None)
    ctx.check_version(row)
    row.ends_on = patch.ends_on
    await _check_days(ctx, row)
    await ctx.session.flush()
    return row


async def _require_assignable(ctx: Context, student_id: UUID) -> None:
    """May the caller assign this student? One they may not see, or whom the roster dropped, does not exist for them."""
    await disclosures.ground_of(ctx, RecordKind.CASELOADS, [student_id])
    student = await repository.find_student(ctx, student_id)
    sees = student and student.active and (await POLICY.can_read(ctx, "roster:read", STUDENT_ROWS, student.id)).allowed
    if not student or not sees:
        raise NoSuchStudent(errors=[fault("/student_id", "unknown in this district", NoSuchStudent.code)])
    POLICY.require(ctx, "caseloads:write", school_id=student.school_id)
    if not await disclosures.covers(ctx, RecordKind.CASELOADS, student.id):
        raise NoSuchStudent(errors=[fault("/student_id", "unknown in this district", NoSuchStudent.code)])


async def _check_days(ctx: Context, row: CaseloadAssignmentRow) -> None:
    if row.ends_on and row.ends_on < row.starts_on:
        raise DaysOutOfOrder(errors=[fault("/ends_on", "lies before starts_on")])
    with ctx.session.no_autoflush:
        same = await repository.find_same(ctx, row)
    if same:
        raise AssignedAlready(f"From {same} on; end that one, or choose other days.")
