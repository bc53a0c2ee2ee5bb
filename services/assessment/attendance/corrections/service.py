"""Use cases of corrections."""

from datetime import date
from uuid import UUID

from fastapi import Response

from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.codes.categories import DAY, Category
from services.assessment.attendance.corrections import repository
from services.assessment.attendance.corrections.errors import AlreadyReported, CodeUnmapped, DayToCome, NotEnrolledThen
from services.assessment.attendance.corrections.events import AttendanceCorrected
from services.assessment.attendance.corrections.may import LISTING
from services.assessment.attendance.corrections.schemas import (
    AttendanceCorrectionCreate,
    AttendanceDayHistory,
    CorrectionList,
    DaySaid,
)
from services.assessment.attendance.corrections.tables import AttendanceCorrectionRow, CorrectionState
from services.assessment.attendance.corrections.transitions import TAKE_BACK
from services.assessment.attendance.standings import turns
from services.assessment.attendance.standings.service import require_readable
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.repository import check_not_merged, get_student
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import actors, references
from shared.directory.references import ACTOR, SCHOOL
from shared.errors import NotFound
from shared.ids import new_id
from shared.texts.words import Words


async def listed(ctx: Context, filters: CorrectionList) -> Response:
    """Corrections at the caller's schools, and of the students they teach, mentor or look after. For the district's own."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    # That there are none has been read as well (`access_arrangements`).
    ctx.trail.is_kept = True
    return await ctx.page(LISTING, filters, POLICY.list_filter(ctx, "attendance:read", repository.ROWS))


async def read(ctx: Context, correction_id: UUID) -> Response:
    """One of them."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    scope = POLICY.list_filter(ctx, "attendance:read", repository.ROWS)
    return await ctx.item(LISTING, correction_id, "correction", scope)


async def correct(ctx: Context, wish: AttendanceCorrectionCreate) -> AttendanceCorrectionRow:
    """Say what a student's day was. It holds until it is taken back, said anew, or reported alike."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE, [wish.student_id])
    student = await get_student(ctx, wish.student_id)
    if not (await POLICY.can_read(ctx, "attendance:correct", STUDENT_ROWS, student.id)).allowed:
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    check_not_merged(student)
    POLICY.require(ctx, "attendance:correct", school_id=wish.school_id)
    if wish.day > await ctx.today():
        raise DayToCome
    if not await repository.is_enrolled(ctx, student.id, wish.school_id, wish.day):
        raise NotEnrolledThen
    code = await repository.find_code(ctx, wish.code)
    if code is None:
        raise CodeUnmapped
    moment = await turns.take_turn(ctx)
    said = {"student_id": student.id, "school_id": wish.school_id, "day": wish.day, "period": wish.period or ""}
    share = None if wish.duration is None else round(wish.duration * DAY)
    means = {"code": code["code"], "code_id": code["id"], "share": share}
    row = AttendanceCorrectionRow(id=new_id(), **said, **means, state=CorrectionState.STANDING, ended_at=None)
    await repository.replace(ctx, row, moment)
    ctx.add(row)
    await ctx.session.flush()
    missed = 0 if code["category"] == Category.PRESENT else code["missed"]
    if share is not None and code["category"] not in (Category.PRESENT, Category.TARDY):
        missed = share
    await repository.put(ctx, row, code["category"], missed, moment)
    if await repository.agrees(ctx, row.id):
        raise AlreadyReported
    await _tell(ctx, row)
    return row


async def take_back(ctx: Context, correction_id: UUID) -> AttendanceCorrectionRow:
    """Have what is reported count again."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    scope = POLICY.list_filter(ctx, "attendance:read", repository.ROWS)
    moment = await turns.take_turn(ctx)
    row = await ctx.row(AttendanceCorrectionRow, repository.LISTING, correction_id, "correction", scope)
    POLICY.require(ctx, TAKE_BACK.right, school_id=row.school_id)
    await TAKE_BACK.check(ctx, row)
    row.state, row.ended_at = TAKE_BACK.leads_to, ctx.now
    await ctx.session.flush()
    await repository.end(ctx, row.id, moment, row.id)
    await _tell(ctx, row)
    return row


async def history(ctx: Context, student_id: UUID, day: date) -> AttendanceDayHistory:
    """All that was said of one student's day, by whom and when."""
    await require_readable(ctx, student_id)
    found = await repository.history(ctx, student_id, day)
    named = await references(ctx, {SCHOOL: [one["school_id"] for one in found]})
    actor = await actors(ctx, ACTOR, [one["recorded_by"] for one in found])
    same = ("period", "code", "outcome", "missed", "recorded_at", "superseded_at")
    items = [
        DaySaid(
            **{name: one[name] for name in same},
            school=named.to(SCHOOL, one["school_id"]),
            recorded_by=actor(one["recorded_by"]),
            attendance_batch_id=None if one["is_correction"] else one["batch_id"],
            attendance_correction_id=one["batch_id"] if one["is_correction"] else None,
        )
        for one in found
    ]
    return AttendanceDayHistory(student_id=student_id, day=day, items=items)


async def shown(ctx: Context, row: AttendanceCorrectionRow, status: int = 200) -> Response:
    """The row as its list shows it."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def _tell(ctx: Context, row: AttendanceCorrectionRow) -> None:
    """Say so, and work out anew how the student stands and whom somebody should look at."""
    facts = {name: getattr(row, name) for name in ("student_id", "school_id", "day", "state")}
    ctx.emit(AttendanceCorrected(attendance_correction_id=row.id, **facts))
    changed = Changed()
    changed.facts.append((row.school_id, row.student_id, row.day))
    await follow(ctx, changed)
