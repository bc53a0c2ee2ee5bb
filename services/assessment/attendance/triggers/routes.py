"""HTTP of triggers and alerts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.triggers import service
from services.assessment.attendance.triggers.errors import (
    AlertEnded,
    NoSuchBand,
    RoleCannotDecide,
    TriggerContradictory,
    TriggerFixed,
)
from services.assessment.attendance.triggers.may import MAY_ALERTS, MAY_TRIGGERS, TRIGGERS
from services.assessment.attendance.triggers.schemas import (
    AlertList,
    AttendanceAlert,
    AttendanceTrigger,
    AttendanceTriggerCreate,
    AttendanceTriggerUpdate,
    TriedIn,
    TriggerList,
    TriggerTried,
)
from services.assessment.attendance.triggers.transitions import ACTIVATE, CHANGE, HANDLE, RETIRE, TRY
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import NoSuchRole, NotPermitted, refusals
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["attendance"])
TRIGGER = "/attendance-triggers/{attendance_trigger_id}"


@router.get("/attendance-triggers", response_model=Page[AttendanceTrigger], responses=refusals(NotPermitted))
async def list_attendance_triggers(
    ctx: Annotated[Context, requires("attendance-rules:read")], filters: Annotated[TriggerList, Query()]
) -> Response:
    """List what the district wants to act on."""
    return await ctx.page(TRIGGERS, filters, service.visible(ctx))


@router.post(
    "/attendance-triggers",
    status_code=201,
    response_model=AttendanceTrigger,
    responses=refusals(NotPermitted, NoLegalBasis, RoleCannotDecide, NoSuchRole, NoSuchBand),
)
async def draft_attendance_trigger(
    body: AttendanceTriggerCreate, ctx: Annotated[Context, requires("attendance-rules:write")]
) -> Response:
    """Create a draft of a trigger."""
    return ctx.reply(await MAY_TRIGGERS.reply(ctx, AttendanceTrigger, await service.draft(ctx, body)), 201)


@router.get(TRIGGER, response_model=AttendanceTrigger, responses=refusals(NotPermitted))
async def read_attendance_trigger(
    attendance_trigger_id: UUID, ctx: Annotated[Context, requires("attendance-rules:read")]
) -> Response:
    """Read one trigger."""
    return await ctx.item(TRIGGERS, attendance_trigger_id, "trigger", service.visible(ctx))


@router.patch(
    TRIGGER,
    response_model=AttendanceTrigger,
    responses=refusals(
        NotPermitted, NoLegalBasis, TriggerFixed, TriggerContradictory, RoleCannotDecide, NoSuchRole, NoSuchBand
    ),
)
async def change_attendance_trigger(
    attendance_trigger_id: UUID, body: AttendanceTriggerUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a draft; what was activated never changes."""
    row = await service.change(ctx, attendance_trigger_id, body)
    return ctx.reply(await MAY_TRIGGERS.reply(ctx, AttendanceTrigger, row))


@router.post(
    f"{TRIGGER}/activate",
    response_model=AttendanceTrigger,
    responses=refusals(NotPermitted, NoLegalBasis, TriggerFixed, RoleCannotDecide),
)
async def activate_attendance_trigger(
    attendance_trigger_id: UUID, ctx: Annotated[Context, requires(ACTIVATE.door)]
) -> Response:
    """Have a trigger raise alerts, and people at schools asked to look, from now on and of this school year too."""
    row = await service.activate(ctx, attendance_trigger_id)
    return ctx.reply(await MAY_TRIGGERS.reply(ctx, AttendanceTrigger, row))


@router.post(
    f"{TRIGGER}/retire", response_model=AttendanceTrigger, responses=refusals(NotPermitted, NoLegalBasis, TriggerFixed)
)
async def retire_attendance_trigger(
    attendance_trigger_id: UUID, ctx: Annotated[Context, requires(RETIRE.door)]
) -> Response:
    """Have a trigger raise none any more; its alerts end, and nobody is asked."""
    row = await service.retire(ctx, attendance_trigger_id)
    return ctx.reply(await MAY_TRIGGERS.reply(ctx, AttendanceTrigger, row))


@router.post(f"{TRIGGER}/try", response_model=TriggerTried, responses=refusals(NotPermitted, NoLegalBasis))
async def try_attendance_trigger(
    attendance_trigger_id: UUID,
    body: Annotated[TriedIn, may_be_empty(TriedIn)],
    ctx: Annotated[Context, requires(TRY.door)],
) -> Response:
    """Say what a trigger would have raised in a school year, school by school; nothing is."""
    return ctx.reply(await service.try_out(ctx, attendance_trigger_id, body.school_year))


@router.get("/attendance-alerts", response_model=Page[AttendanceAlert], responses=refusals(NoLegalBasis))
async def list_attendance_alerts(
    ctx: Annotated[Context, requires("attendance:read")], filters: Annotated[AlertList, Query()]
) -> Response:
    """List alerts, oldest first; people see those of their schools, classes and caseloads."""
    return await service.alerts(ctx, filters)


@router.get(
    "/attendance-alerts/{attendance_alert_id}", response_model=AttendanceAlert, responses=refusals(NoLegalBasis)
)
async def read_attendance_alert(
    attendance_alert_id: UUID, ctx: Annotated[Context, requires("attendance:read")]
) -> Response:
    """Read one alert."""
    return await service.alert(ctx, attendance_alert_id)


@router.post(
    "/attendance-alerts/{attendance_alert_id}/handle",
    response_model=AttendanceAlert,
    responses=refusals(NotPermitted, NoLegalBasis, AlertEnded),
)
async def handle_attendance_alert(
    attendance_alert_id: UUID, ctx: Annotated[Context, requires(HANDLE.door)]
) -> Response:
    """Say that somebody has looked at an alert; what was asked of the school follows."""
    row = await service.handle(ctx, attendance_alert_id)
    return ctx.reply(await MAY_ALERTS.reply(ctx, AttendanceAlert, row))
