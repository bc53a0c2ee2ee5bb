"""HTTP of batches of attendance events."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.assessment.attendance.batches import repository, service
from services.assessment.attendance.batches.errors import BatchTakenBack, CoverageUnclear
from services.assessment.attendance.batches.may import LISTING
from services.assessment.attendance.batches.schemas import (
    AttendanceBatch,
    AttendanceBatchList,
    AttendanceDays,
    AttendanceDaysAsked,
    AttendancePush,
)
from services.assessment.attendance.batches.service import BATCHES
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchAbout
from services.assessment.attendance.batches.transitions import TAKE_BACK
from services.assessment.feeds.batches import service as batches
from services.assessment.feeds.batches.pushing import contract, pushed
from services.assessment.feeds.batches.schemas import BatchFault, BatchPush
from services.assessment.feeds.sent_rows.reading import rows_only
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])


@router.post(
    "/bulk/attendance-events",
    **contract(
        *(BATCHES, BatchAbout.EVENTS, "Attendance events", "AttendanceEventsBody"),
        *(NoSuchSchool, CoverageUnclear),
    ),
)
async def push_attendance_events(
    request: Request,
    ctx: Annotated[Context, requires("attendance:write", upload=True)],
    wish: Annotated[AttendancePush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report attendance events, each row with a fate of its own; with `covers`, that these school days are reported in full.

    Sent again, the same batch is taken once; another batch about the same days corrects it.
    """
    return await pushed(ctx, request, BATCHES, BatchAbout.EVENTS, wish, form)


@router.post(
    "/bulk/school-enrollments",
    **contract(BATCHES, BatchAbout.ENROLLMENTS, "Enrolments at schools", "SchoolEnrollmentsBody"),
)
async def push_school_enrollments(
    request: Request,
    ctx: Annotated[Context, requires("attendance:write", upload=True)],
    wish: Annotated[BatchPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Say who is a student of which school, from when to when. Of a student and a school of whom it was said nothing else counts.

    The same student, school and first day is the same enrolment: sent with another last day it is corrected.
    """
    return await pushed(ctx, request, BATCHES, BatchAbout.ENROLLMENTS, wish, form)


@router.get("/attendance-batches", response_model=Page[AttendanceBatch], responses=refusals(NotPermitted))
async def list_attendance_batches(
    ctx: Annotated[Context, requires("attendance:write")], filters: Annotated[AttendanceBatchList, Query()]
) -> Response:
    """List batches, oldest first, or by change with `updated_since`."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.get(
    "/attendance-batches/{attendance_batch_id}", response_model=AttendanceBatch, responses=refusals(NotPermitted)
)
async def read_attendance_batch(
    attendance_batch_id: UUID, ctx: Annotated[Context, requires("attendance:write")]
) -> Response:
    """Read one batch: which parts of it are there, and what came of it."""
    return await ctx.item(LISTING, attendance_batch_id, "batch", service.visible(ctx))


@router.get(
    "/attendance-batches/{attendance_batch_id}/faults",
    response_model=Page[BatchFault],
    responses=refusals(NotPermitted),
)
async def list_attendance_batch_faults(
    attendance_batch_id: UUID, ctx: Annotated[Context, requires("attendance:write")], filters: PagingQuery
) -> Response:
    """List what was wrong with rows of a batch; the first 10,000 of each call."""
    service.visible(ctx)
    await ctx.get(AttendanceBatchRow, attendance_batch_id, "batch")
    return await ctx.page(repository.FAULTS, filters, {"batch_id": attendance_batch_id})


@router.post(
    "/attendance-batches/{attendance_batch_id}/take-back",
    response_model=AttendanceBatch,
    responses=refusals(NotPermitted, NoLegalBasis, BatchTakenBack),
)
async def take_back_attendance_batch(
    attendance_batch_id: UUID, ctx: Annotated[Context, requires(TAKE_BACK.door)]
) -> Response:
    """Take a batch back whole: of all it spoke of, what the newest other batch says that still stands is in force."""
    return ctx.reply(await service.shown(ctx, await batches.take_back(ctx, BATCHES, attendance_batch_id)))


@router.get("/schools/{school_id}/attendance-days", response_model=AttendanceDays, responses=refusals(NotPermitted))
async def list_attendance_days(
    school_id: UUID,
    ctx: Annotated[Context, requires("attendance:read")],
    asked: Annotated[AttendanceDaysAsked, Query()],
) -> Response:
    """List a school's school days: which are reported in full, and which somebody owes."""
    return ctx.reply(await service.days(ctx, school_id, asked))
