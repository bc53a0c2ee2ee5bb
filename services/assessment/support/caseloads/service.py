"""Use cases of caseloads: what a mentor or counselor is let in to a student by."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.privacy.disclosures.rules import Ground
from services.assessment.records.student_records.attending import schools
from services.assessment.records.student_records.errors import NoSuchStudent
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.support.caseloads import history, orphans, repository
from services.assessment.support.caseloads.errors import (
    AssignedAlready,
    SamePerson,
    TooManyAtOnce,
)
from services.assessment.support.caseloads.events import CaseloadRecorded
from services.assessment.support.caseloads.may import LISTING, LISTING_CONSENTED
from services.assessment.support.caseloads.schemas import (
    CaseloadAssign,
    CaseloadEnd,
    CaseloadHandedOver,
    CaseloadHandover,
    CaseloadList,
)
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow, CaseloadSource
from services.assessment.support.caseloads.transitions import CHANGE
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import DaysOutOfOrder, NoSuchStaff, NotAtSchool, NotFound, fault
from shared.ids import new_id
from shared.texts.words import Words

#: A counselor's caseload is some hundreds.
MOST_AT_ONCE = 500


async def listed(ctx: Context, filters: CaseloadList) -> Response:
    """The assignments of students at the caller's schools, and the caller's own."""
    scope = POLICY.list_filter(ctx, "caseloads:read", repository.ROWS)
    if filters.orphaned is not None:
        scope["now"] = ctx.now
    consented = LISTING_CONSENTED
    return await disclosures.page(
        ctx,
        filters,
        LISTING,
        scope,
        door="caseloads:read",
        by_consent=consented,
        asked_for=filters.student_id,
    )


async def read(ctx: Context, assignment_id: UUID, *, lock: bool = False) -> CaseloadAssignmentRow:
    """One assignment the caller may see. Raises `NotFound`."""
    row = await repository.get(ctx, assignment_id, lock=lock)
    if not (await POLICY.can_read(ctx, "caseloads:read", repository.ROWS, row.id)).allowed:
        raise NotFound(Words("No such assignment.", es="No existe esa asignación."))
    if not await disclosures.one(ctx, RecordKind.CASELOADS, row.student_id, door="caseloads:read"):
        raise NotFound(Words("No such assignment.", es="No existe esa asignación."))
    return row


async def assign(ctx: Context, wish: CaseloadAssign) -> CaseloadAssignmentRow:
    """Have a staff member work with a student; from its first day on they see the student."""
    ground = await disclosures.ground_of(ctx, RecordKind.CASELOADS, [wish.student_id])
    student = await _require_assignable(ctx, wish.student_id, ground)
    if not await repository.has_staff(ctx, wish.staff_id):
        raise NoSuchStaff(
            errors=[
                fault(
                    "/staff_id",
                    Words("not active in this district", es="no está activa en este distrito"),
                    NoSuchStaff.code,
                )
            ]
        )
    await _require_there(ctx, wish.staff_id, "/staff_id", student, wish.starts_on, wish.ends_on)
    row = CaseloadAssignmentRow(id=new_id(), **wish.model_dump(), source=CaseloadSource.MANUAL)
    await _check_days(ctx, row)
    await _keep(ctx, row, student, "assigned", None, row.starts_on)
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
    await _require_at_school(ctx, CHANGE.right, row.student_id)
    ctx.check_version(row)
    before, row.ends_on = row.ends_on, patch.ends_on
    await _check_days(ctx, row)
    await _keep(ctx, row, student, "ends_on", before, row.ends_on)
    return row


async def told_of(ctx: Context, assignment_id: UUID, paging: Paging) -> Response:
    """What became of an assignment, if the caller may see it."""
    return await history.page(ctx, paging, await read(ctx, assignment_id))


async def hand_over(ctx: Context, wish: CaseloadHandover) -> CaseloadHandedOver:
    """What one person has at the caller's schools is another's from a day on; all of it or nothing."""
    POLICY.require_any(ctx, "caseloads:write")
    ground = await disclosures.ground_of(ctx, RecordKind.CASELOADS)
    if wish.from_staff_id == wish.to_staff_id:
        raise SamePerson(
            errors=[
                fault(
                    "/to_staff_id", Words("the same as from_staff_id", es="la misma que from_staff_id"), SamePerson.code
                )
            ]
        )
    if not await repository.has_staff(ctx, wish.to_staff_id):
        raise NoSuchStaff(
            errors=[
                fault(
                    "/to_staff_id",
                    Words("not active in this district", es="no está activa en este distrito"),
                    NoSuchStaff.code,
                )
            ]
        )
    scope = POLICY.list_filter(ctx, "caseloads:read", repository.ROWS)
    asked = {"staff_id": wish.from_staff_id, "open_on": wish.starts_on, "relation": wish.relation}
    values = {**scope, **{name: value for name, value in asked.items() if value is not None}}
    rows = await ctx.rows(CaseloadAssignmentRow, repository.OPEN, values, lock=True)
    if not rows:
        raise NotFound(
            Words(
                "They have no assignment that goes on then, at a school of yours.",
                es="No tiene ninguna asignación que siga entonces en una escuela suya.",
            )
        )
    if len(rows) > MOST_AT_ONCE:
        raise TooManyAtOnce(
            Words(
                f"One takes {MOST_AT_ONCE}: hand over one relation at a time.",
                es=f"Una admite {MOST_AT_ONCE}: traspase una relación cada vez.",
            )
        )
    outcomes = Counter([await _hand_over(ctx, row, wish, ground) for row in rows])
    ctx.audit_rows(*(row.id for row in rows))
    return CaseloadHandedOver(**{name: outcomes[name] for name in CaseloadHandedOver.model_fields})


async def _hand_over(ctx: Context, row: CaseloadAssignmentRow, wish: CaseloadHandover, ground: Ground | None) -> str:
    """Have one assignment go over; which count of the reply it is."""
    student = await repository.find_student(ctx, row.student_id)
    is_there = student is not None and student.active
    if is_there:
        theirs = await _require_assignable(ctx, row.student_id, ground)
        await _require_there(ctx, wish.to_staff_id, "/to_staff_id", theirs, wish.starts_on, row.ends_on)
    else:
        await _require_at_school(ctx, "caseloads:write", row.student_id)
    taken = CaseloadAssignmentRow(
        id=new_id(),
        student_id=row.student_id,
        staff_id=wish.to_staff_id,
        relation=row.relation,
        starts_on=max(row.starts_on, wish.starts_on),
        ends_on=row.ends_on,
        source=row.source,
    )
    has_it = await repository.find_same(ctx, taken) is not None
    if row.starts_on >= wish.starts_on and is_there and not has_it:
        row.staff_id = wish.to_staff_id
        await _keep(ctx, row, student, "staff_id", wish.from_staff_id, wish.to_staff_id)
        return "handed_over"
    before, row.ends_on = row.ends_on, max(row.starts_on, wish.starts_on - timedelta(days=1))
    await _keep(ctx, row, student, "ends_on", before, row.ends_on)
    if not is_there:
        return "not_on_roster"
    if has_it:
        return "already_theirs"
    await _keep(ctx, taken, student, "assigned", None, taken.starts_on)
    return "handed_over"


async def _require_there(
    ctx: Context, staff_id: UUID, pointer: str, student: StudentRow, first: date, last: date | None
) -> None:
    """Who has a student works at a school of the student: else the student would be without anybody from the first day on."""
    day = max(first, await ctx.today())
    places = await schools(ctx, student.id)
    if not places or (last is not None and last < day):
        return
    if not await repository.works_there(ctx, staff_id, places, day):
        found = fault(
            pointer,
            Words("no role at the student's school", es="sin rol en la escuela del estudiante"),
            NotAtSchool.code,
        )
        raise NotAtSchool(
            Words("Give them a role there first, such as mentor.", es="Dele antes un rol allí, por ejemplo mentor."),
            errors=[found],
        )


async def _keep(
    ctx: Context,
    row: CaseloadAssignmentRow,
    student: StudentRow | None,
    what: str,
    before: date | UUID | None,
    after: date | UUID | None,
) -> None:
    """Write an assignment, its line of history and the fact it now is."""
    ctx.add(row)
    await ctx.session.flush()
    history.record(ctx, row, what, before, after)
    school_id = student.school_id if student else None
    ctx.emit(CaseloadRecorded.of(row, school_id=school_id))
    # Once for all that this piece of work changes.
    ctx.leave_for_last(_look_at, [school_id] if school_id else [])


async def _look_at(ctx: Context, school_ids: list[UUID]) -> None:
    await orphans.look(ctx, set(school_ids))


async def _require_assignable(ctx: Context, student_id: UUID, ground: Ground | None) -> StudentRow:
    """A student the caller may assign. One they may not see, or whom the roster dropped, does not exist for them."""
    student = await repository.find_student(ctx, student_id)
    sees = student and student.active and (await POLICY.can_read(ctx, "roster:read", STUDENT_ROWS, student.id)).allowed
    if not student or not sees:
        raise NoSuchStudent(
            errors=[
                fault(
                    "/student_id",
                    Words("unknown in this district", es="desconocido en este distrito"),
                    NoSuchStudent.code,
                )
            ]
        )
    await _require_at_school(ctx, "caseloads:write", student.id)
    if not await disclosures.covers(ctx, ground, student.id):
        raise NoSuchStudent(
            errors=[
                fault(
                    "/student_id",
                    Words("unknown in this district", es="desconocido en este distrito"),
                    NoSuchStudent.code,
                )
            ]
        )
    return student


async def _require_at_school(ctx: Context, right: str, student_id: UUID) -> None:
    """Raises `NotPermitted` unless the caller may do this at a school the student attends today."""
    places: list[UUID | None] = [*await schools(ctx, student_id)] or [None]
    there = [place for place in places if POLICY.decide(ctx.principal, right, school_id=place).allowed]
    POLICY.require(ctx, right, school_id=[*there, *places][0])


async def _check_days(ctx: Context, row: CaseloadAssignmentRow) -> None:
    if row.ends_on and row.ends_on < row.starts_on:
        raise DaysOutOfOrder(errors=[fault("/ends_on", Words("lies before starts_on", es="es anterior a starts_on"))])
    with ctx.session.no_autoflush:
        same = await repository.find_same(ctx, row)
    if same:
        raise AssignedAlready(
            Words(
                f"From {same} on; end that one, or choose other days.",
                es=f"Desde el {same}; termine esa, o elija otros días.",
            )
        )
