"""Use cases of batches: what those of attendance are, and which school days they report."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches import repository
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.enrolling import ENROLLMENTS
from services.assessment.attendance.batches.errors import (
    BatchComplete,
    BatchPartDiffers,
    BatchPartsMissing,
    BatchRowsMissing,
    BatchTakenBack,
    BatchTooLarge,
)
from services.assessment.attendance.batches.events import AttendanceApplied, AttendanceTakenBack
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.may import MAY
from services.assessment.attendance.batches.reporting import EVENTS
from services.assessment.attendance.batches.schemas import (
    AttendanceBatch,
    AttendanceDay,
    AttendanceDays,
    AttendanceDaysAsked,
    AttendancePushed,
)
from services.assessment.attendance.batches.tables import (
    AttendanceBatchRow,
    AttendanceFaultRow,
    AttendancePartRow,
    BatchAbout,
)
from services.assessment.attendance.batches.transitions import TAKE_BACK
from services.assessment.attendance.standings import turns
from services.assessment.attendance.standings.service import window_of
from services.assessment.feeds.batches.feed import Batches, BatchRefusals
from services.assessment.feeds.batches.schemas import BatchPush
from services.assessment.permissions import POLICY
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import known_schools
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.school_year import school_year_of
from shared.texts.words import Words


def visible(ctx: Context) -> dict[str, Any]:
    """Batches are for those who may send some."""
    POLICY.require(ctx, "attendance:write")
    return {}


async def shown(ctx: Context, row: AttendanceBatchRow) -> AttendanceBatch:
    """The row as its list shows it."""
    return await MAY.reply(ctx, AttendanceBatch, row)


def _applied(row: AttendanceBatchRow) -> AttendanceApplied:
    facts = {name: getattr(row, name) for name in ("row_count", "changed_count", "day_count", "first_on", "last_on")}
    return AttendanceApplied(attendance_batch_id=row.id, about=row.about, **facts)


def _taken_back(row: AttendanceBatchRow, changed: Changed) -> AttendanceTakenBack:
    return AttendanceTakenBack(attendance_batch_id=row.id, changed_count=changed.fact_count)


def _begun(wish: BatchPush) -> dict[str, Any]:
    return {"covers": getattr(wish, "covers", None), "day_count": 0, "first_on": None, "last_on": None}


BATCHES = Batches(
    # In the order in which rows that waited are put in force: who is enrolled where before what is said of their days.
    feeds={BatchAbout.ENROLLMENTS: ENROLLMENTS, BatchAbout.EVENTS: EVENTS},
    by="about",
    row=AttendanceBatchRow,
    fault=AttendanceFaultRow,
    part=AttendancePartRow,
    records=RecordKind.ATTENDANCE,
    refused=BatchRefusals(
        *(BatchComplete, BatchPartDiffers, BatchRowsMissing, BatchPartsMissing, BatchTooLarge, BatchTakenBack),
    ),
    take_back=TAKE_BACK,
    listing=repository.LISTING,
    visible=visible,
    shown=shown,
    reply=AttendancePushed,
    applied=_applied,
    taken_back=_taken_back,
    take_turn=turns.take_turn,
    follow=follow,
    begun=_begun,
)


async def days(ctx: Context, school_id: UUID, asked: AttendanceDaysAsked) -> AttendanceDays:
    """Which of a school's days are reported in full, and which are owed."""
    if not await known_schools(ctx, [school_id]):
        raise NotFound(Words("No such school.", es="No existe esa escuela."))
    POLICY.require(ctx, "attendance:read", school_id=school_id)
    yesterday = await ctx.today() - timedelta(days=1)
    first_on = asked.first_on or window_of(school_year_of(asked.last_on or yesterday))[0]
    rows = await repository.school_days(ctx, school_id, first_on, asked.last_on or yesterday)
    school = (await references(ctx, {SCHOOL: [school_id]})).to(SCHOOL, school_id)
    items = [
        AttendanceDay(
            school=school,
            day=row["day"],
            reported=row["batch_id"] is not None,
            listed=row["listed"],
            attendance_batch_id=row["batch_id"],
            recorded_at=row["recorded_at"],
            unreported_students=row["unreported_students"],
        )
        for row in rows
    ]
    whole = [(item, item.reported and not item.unreported_students) for item in items]
    shown = [item for item, is_whole in whole if asked.reported is None or is_whole == asked.reported]
    return AttendanceDays(
        school=school,
        whole_through=_whole_through(items),
        unreported_count=sum(not item.reported for item in items),
        items=shown,
    )


def _whole_through(items: list[AttendanceDay]) -> date | None:
    """The last day before the first that is owed, counted from the first that was reported."""
    reached = None
    for item in items:
        if item.reported:
            reached = item.day
        elif reached is not None:
            break
    return reached
