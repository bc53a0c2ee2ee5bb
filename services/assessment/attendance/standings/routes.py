"""HTTP of how students stand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.standings import service
from services.assessment.attendance.standings.schemas import (
    AttendanceExplained,
    AttendanceStanding,
    StandingList,
    StudentAttendance,
    StudentAttendanceAsked,
)
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import StudentMerged
from shared.context.context import Context
from shared.errors import refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])
OF_STUDENT = refusals(NoLegalBasis, StudentMerged)


@router.get("/attendance-standings", response_model=Page[AttendanceStanding], responses=refusals(NoLegalBasis))
async def list_attendance_standings(
    ctx: Annotated[Context, requires("attendance:read")], filters: Annotated[StandingList, Query()]
) -> Response:
    """List how students stand, year by year, or by change with `updated_since`; people see those of their schools,
    classes and caseloads.
    """
    return await service.listed(ctx, filters)


@router.get("/students/{student_id}/attendance", response_model=StudentAttendance, responses=OF_STUDENT)
async def read_student_attendance(
    student_id: UUID,
    ctx: Annotated[Context, requires("attendance:read")],
    asked: Annotated[StudentAttendanceAsked, Query()],
) -> Response:
    """Read how a student stands at each of their schools, now or as it was known at a moment."""
    return ctx.reply(await service.of_student(ctx, student_id, asked))


@router.get("/students/{student_id}/attendance/explain", response_model=AttendanceExplained, responses=OF_STUDENT)
async def explain_student_attendance(
    student_id: UUID,
    ctx: Annotated[Context, requires("attendance:read")],
    asked: Annotated[StudentAttendanceAsked, Query()],
) -> Response:
    """Explain how a student stands: each day that is not plainly present with its code, and the rule that was applied."""
    return ctx.reply(await service.explain(ctx, student_id, asked))
