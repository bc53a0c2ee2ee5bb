"""HTTP of delegations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.delegations import service
from services.scheduling.work.delegations.errors import (
    DayPassed,
    DelegateElsewhere,
    DelegationCircle,
    DelegationsOverlap,
    DelegationTooLong,
    DelegationToSelf,
    NotTheirsToLend,
)
from services.scheduling.work.delegations.may import MAY
from services.scheduling.work.delegations.schemas import Delegation, DelegationCreate, DelegationList
from services.scheduling.work.delegations.transitions import END
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NotAtSchool, NotPermitted, NotToYourself, WrongState, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/delegations", tags=["delegations"])

Reader = Annotated[Context, requires("delegations:read")]
Writer = Annotated[Context, requires("delegations:write")]
BAD = (
    *(DaysOutOfOrder, DayPassed, DelegationTooLong, DelegationToSelf, NoSuchSchool),
    *(NotAtSchool, DelegateElsewhere, DelegationsOverlap, DelegationCircle),
    *(NotToYourself, NotTheirsToLend),
)


@router.get("", response_model=Page[Delegation], responses=refusals())
async def list_delegations(ctx: Reader, filters: Annotated[DelegationList, Query()]) -> Response:
    """List delegations by first day: one's own, those at the schools one leads, for the district all."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=Delegation, responses=refusals(NotPermitted, *BAD))
async def create_delegation(body: DelegationCreate, ctx: Writer) -> Response:
    """Delegate an absent person's tasks to somebody who acts as their owner; delegations they hold come with it."""
    return ctx.reply(await MAY.reply(ctx, Delegation, await service.create(ctx, body)), 201)


@router.get("/{delegation_id}", response_model=Delegation, responses=refusals())
async def read_delegation(delegation_id: UUID, ctx: Reader) -> Response:
    """Read one delegation."""
    return ctx.reply(await MAY.reply(ctx, Delegation, await service.read(ctx, delegation_id)))


@router.post("/{delegation_id}/end", response_model=Delegation, responses=refusals(NotPermitted, WrongState))
async def end_delegation(delegation_id: UUID, ctx: Annotated[Context, requires(END.door)]) -> Response:
    """End a delegation now, also before it begins; the delegate's rights end at once."""
    return ctx.reply(await MAY.reply(ctx, Delegation, await service.end(ctx, delegation_id)))
