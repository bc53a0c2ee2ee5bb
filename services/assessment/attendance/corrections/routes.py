"""HTTP of corrections of a student's day."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.corrections import service
from services.assessment.attendance.corrections.errors import (
    AlreadyReported,
    CodeUnmapped,
    CorrectionOver,
    DayToCome,
    NotEnrolledThen,
)
from services.assessment.attendance.corrections.schemas import (
    AttendanceCorrection,
    AttendanceCorrectionCreate,
    AttendanceDayHistory,
    CorrectionList,
    DayAsked,
)
from services.assessment.attendance.corrections.transitions import TAKE_BACK
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import StudentMerged
from shared.context.context import Context
from shared.errors import NotFound, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])


@router.get("/attendance-corrections", response_model=Page[AttendanceCorrection], responses=refusals(NoLegalBasis))
async def list_attendance_corrections(
    ctx: Annotated[Context, requires("attendance:read")], filters: Annotated[CorrectionList, Query()]
) -> Response:
    """List corrections, oldest first; `disagrees=true` are those that what is reported speaks against."""
    return await service.listed(ctx, filters)


@router.post(
    "/attendance-corrections",
    status_code=201,
    response_model=AttendanceCorrection,
    responses=refusals(
        *(NotPermitted, NotFound, NoLegalBasis, StudentMerged),
        *(CodeUnmapped, NotEnrolledThen, DayToCome, AlreadyReported),
    ),
)
async def correct_attendance(
    body: AttendanceCorrectionCreate, ctx: Annotated[Context, requires("attendance:correct")]
) -> Response:
    """Set a student's day, or a period of it, right. It holds against what is reported until that says the same.

    A correction of the same before it is replaced.
    """
    return await service.shown(ctx, await service.correct(ctx, body), 201)


@router.get(
    "/attendance-corrections/{attendance_correction_id}",
    response_model=AttendanceCorrection,
    responses=refusals(NoLegalBasis),
)
async def read_attendance_correction(
    attendance_correction_id: UUID, ctx: Annotated[Context, requires("attendance:read")]
) -> Response:
    """Read one correction, and what is reported of the same day."""
    return await service.read(ctx, attendance_correction_id)


@router.post(
    "/attendance-corrections/{attendance_correction_id}/take-back",
    response_model=AttendanceCorrection,
    responses=refusals(NotPermitted, NoLegalBasis, CorrectionOver),
)
async def take_back_attendance_correction(
    attendance_correction_id: UUID, ctx: Annotated[Context, requires(TAKE_BACK.door)]
) -> Response:
    """Have what is reported count again."""
    return await service.shown(ctx, await service.take_back(ctx, attendance_correction_id))


@router.get(
    "/students/{student_id}/attendance/history", response_model=AttendanceDayHistory, responses=refusals(NoLegalBasis)
)
async def read_attendance_history(
    student_id: UUID, ctx: Annotated[Context, requires("attendance:read")], asked: Annotated[DayAsked, Query()]
) -> Response:
    """Read all that was said of a student's day: what, by whom, when, and until when it stood."""
    return ctx.reply(await service.history(ctx, student_id, asked.day))
