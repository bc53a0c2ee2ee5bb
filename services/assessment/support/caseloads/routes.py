"""HTTP of caseload assignments."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import NoSuchStudent
from services.assessment.support.caseloads import service
from services.assessment.support.caseloads.errors import (
    AssignedAlready,
    SamePerson,
    TooManyAtOnce,
)
from services.assessment.support.caseloads.may import MAY
from services.assessment.support.caseloads.schemas import (
    CaseloadAssign,
    CaseloadAssignment,
    CaseloadAssigns,
    CaseloadEnd,
    CaseloadEntry,
    CaseloadHandedOver,
    CaseloadHandover,
    CaseloadList,
)
from services.assessment.support.caseloads.transitions import CHANGE
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import DaysOutOfOrder, NoSuchStaff, NotAtSchool, NotFound, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["caseloads"])


@router.get("/v1/caseload-assignments", response_model=Page[CaseloadAssignment], responses=refusals(NoLegalBasis))
async def list_caseload_assignments(
    ctx: Annotated[Context, requires("caseloads:read")], filters: Annotated[CaseloadList, Query()]
) -> Response:
    """List who works with which student; people see those of their schools and their own."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/caseload-assignments",
    status_code=201,
    response_model=CaseloadAssignment,
    responses=refusals(
        NotPermitted, NoLegalBasis, NoSuchStudent, NoSuchStaff, NotAtSchool, AssignedAlready, DaysOutOfOrder
    ),
)
async def assign_caseload(body: CaseloadAssign, ctx: Annotated[Context, requires("caseloads:write")]) -> Response:
    """Assign a mentor, counselor or other staff member to a student: they see the student while it lasts."""
    return ctx.reply(await MAY.reply(ctx, CaseloadAssignment, await service.assign(ctx, body)), 201)


@router.post("/v1/bulk/caseload-assignments", response_model=BulkReply, responses=refusals(NotPermitted))
async def assign_caseloads(
    body: CaseloadAssigns, ctx: Annotated[Context, requires("caseloads:write")], validate_only: ValidateOnly = False
) -> Response:
    """Make many assignments; each row gets its result."""
    return ctx.reply(await service.assign_many(ctx, body.items, validate_only))


@router.post(
    "/v1/caseload-handovers",
    response_model=CaseloadHandedOver,
    responses=refusals(
        NotPermitted,
        NotFound,
        NoLegalBasis,
        NoSuchStudent,
        NoSuchStaff,
        NotAtSchool,
        SamePerson,
        TooManyAtOnce,
        AssignedAlready,
    ),
)
async def hand_caseload_over(body: CaseloadHandover, ctx: Annotated[Context, requires("caseloads:write")]) -> Response:
    """Give what one staff member has to another, from a day on: when somebody leaves, or changes schools."""
    return ctx.reply(await service.hand_over(ctx, body))


@router.get(
    "/v1/caseload-assignments/{assignment_id}/history",
    response_model=Page[CaseloadEntry],
    responses=refusals(NoLegalBasis),
)
async def list_caseload_history(
    assignment_id: UUID, ctx: Annotated[Context, requires("caseloads:read")], paging: Annotated[Paging, Query()]
) -> Response:
    """List what became of an assignment: who made it, ended it, took it over."""
    return await service.told_of(ctx, assignment_id, paging)


@router.get(
    "/v1/caseload-assignments/{assignment_id}", response_model=CaseloadAssignment, responses=refusals(NoLegalBasis)
)
async def read_caseload_assignment(
    assignment_id: UUID, ctx: Annotated[Context, requires("caseloads:read")]
) -> Response:
    """Read one assignment."""
    return ctx.reply(await MAY.reply(ctx, CaseloadAssignment, await service.read(ctx, assignment_id)))


@router.patch(
    "/v1/caseload-assignments/{assignment_id}",
    response_model=CaseloadAssignment,
    responses=refusals(NotPermitted, NoLegalBasis, AssignedAlready, DaysOutOfOrder),
)
async def end_caseload_assignment(
    assignment_id: UUID, body: CaseloadEnd, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Set, move or clear the last day of an assignment."""
    return ctx.reply(await MAY.reply(ctx, CaseloadAssignment, await service.end(ctx, assignment_id, body)))
