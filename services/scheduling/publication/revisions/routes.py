"""HTTP of revisions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.errors import PlanIncomplete, PlanNotEditable, WarningsUnseen
from services.scheduling.planning.plans.schemas import PlanApprove, PlanReturn
from services.scheduling.planning.plans.transitions import REVISE
from services.scheduling.publication.revisions import service
from services.scheduling.publication.revisions.errors import RevisionOutdated, RevisionUnderWay
from services.scheduling.publication.revisions.schemas import (
    Effects,
    Revision,
    RevisionCreate,
    RevisionList,
    RevisionSummary,
    RevisionUpdate,
)
from services.scheduling.publication.revisions.transitions import (
    APPROVE,
    CHANGE,
    DISCARD,
    EFFECTS,
    PUBLISH,
    RETURN,
    SUBMIT,
)
from shared.approval.errors import HashDiffers, OwnWork
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, WrongState, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plans/{plan_id}/revisions", tags=["revisions"])

Reader = Annotated[Context, requires("plans:read")]
Number = Annotated[int, Path(ge=1, le=100_000)]
CONTENT = content.REFUSALS
MOVE = (NotPermitted, WrongState)


@router.get("", response_model=Page[RevisionSummary], responses=refusals(NotPermitted))
async def list_revisions(plan_id: UUID, ctx: Reader, filters: Annotated[RevisionList, Query()]) -> Response:
    """List every content the plan had once it was published, and the one under way; number 1 appears with the second."""
    return await service.listed(ctx, plan_id, filters)


@router.post("", status_code=201, response_model=Revision, responses=refusals(*MOVE, *CONTENT, RevisionUnderWay))
async def create_revision(
    plan_id: UUID, body: RevisionCreate, ctx: Annotated[Context, requires(REVISE.door)]
) -> Response:
    """Create a revision of a published plan; with `copy_of`, go back to a former one."""
    return ctx.reply(await service.wire(ctx, await service.create(ctx, plan_id, body)), 201)


@router.get("/{number}", response_model=Revision, responses=refusals(NotPermitted))
async def read_revision(plan_id: UUID, number: Number, ctx: Reader) -> Response:
    """Read one revision: its content, and what it changes in plain words."""
    return ctx.reply(await service.wire(ctx, await service.read(ctx, plan_id, number)))


@router.patch("/{number}", response_model=Revision, responses=refusals(*MOVE, *CONTENT, PlanNotEditable))
async def change_revision(
    plan_id: UUID, number: Number, body: RevisionUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a draft or returned revision."""
    return ctx.reply(await service.wire(ctx, await service.change(ctx, plan_id, number, body)))


@router.get("/{number}/effects", response_model=Effects, responses=refusals(*MOVE, PlanIncomplete))
async def preview_revision(plan_id: UUID, number: Number, ctx: Annotated[Context, requires(EFFECTS.door)]) -> Response:
    """Preview what publishing the revision now would do to tasks; nothing is changed."""
    return ctx.reply(await service.preview(ctx, plan_id, number))


@router.post(
    "/{number}/submit", response_model=Revision, responses=refusals(*MOVE, PeopleOnly, PlanIncomplete, RevisionOutdated)
)
async def submit_revision(plan_id: UUID, number: Number, ctx: Annotated[Context, requires(SUBMIT.door)]) -> Response:
    """Submit a revision for approval."""
    return ctx.reply(await service.wire(ctx, await service.submit(ctx, plan_id, number)))


@router.post("/{number}/return", response_model=Revision, responses=refusals(*MOVE, RevisionOutdated))
async def return_revision(
    plan_id: UUID, number: Number, body: PlanReturn, ctx: Annotated[Context, requires(RETURN.door)]
) -> Response:
    """Return a submitted revision to its authors, with the reason."""
    return ctx.reply(await service.wire(ctx, await service.give_back(ctx, plan_id, number, body)))


@router.post(
    "/{number}/approve",
    response_model=Revision,
    responses=refusals(*MOVE, PeopleOnly, OwnWork, HashDiffers, WarningsUnseen, RevisionOutdated),
)
async def approve_revision(
    plan_id: UUID, number: Number, body: PlanApprove, ctx: Annotated[Context, requires(APPROVE.door)]
) -> Response:
    """Approve exactly the content with this hash, having seen its preview's warnings."""
    return ctx.reply(await service.wire(ctx, await service.approve(ctx, plan_id, number, body)))


@router.post(
    "/{number}/publish",
    response_model=Revision,
    responses=refusals(*MOVE, PlanIncomplete, HashDiffers, RevisionOutdated),
)
async def publish_revision(plan_id: UUID, number: Number, ctx: Annotated[Context, requires(PUBLISH.door)]) -> Response:
    """Publish a revision: open tasks are added, re-dated and withdrawn, done ones stay; each person is notified once."""
    return ctx.reply(await service.wire(ctx, await service.publish(ctx, plan_id, number)))


@router.post("/{number}/discard", response_model=Revision, responses=refusals(*MOVE))
async def discard_revision(plan_id: UUID, number: Number, ctx: Annotated[Context, requires(DISCARD.door)]) -> Response:
    """Discard a revision."""
    return ctx.reply(await service.wire(ctx, await service.discard(ctx, plan_id, number)))
