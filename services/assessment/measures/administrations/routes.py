"""HTTP of administrations: a school answers an instrument, and the answers are scored."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.measures.administrations import repository, service
from services.assessment.measures.administrations.errors import (
    AdministrationExists,
    AdministrationNotOpen,
    AnswersUnfit,
    InstrumentNotPublished,
    ItemsUnanswered,
    NoSuchInstrument,
    ScoredAlready,
)
from services.assessment.measures.administrations.schemas import (
    Administration,
    AdministrationList,
    AdministrationOpen,
    AdministrationSummary,
    AnswersGiven,
)
from services.assessment.measures.administrations.transitions import ANSWER, SCORE, WITHDRAW
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, Stale, UnsupportedMediaType, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/administrations", tags=["administrations"])


@router.get("", response_model=Page[AdministrationSummary], responses=refusals())
async def list_administrations(
    ctx: Annotated[Context, requires("administrations:read")], filters: Annotated[AdministrationList, Query()]
) -> Response:
    """List administrations with their results, without their answers; people see those of their schools."""
    return await ctx.page(repository.LISTING, filters, service.visible(ctx))


@router.post(
    "",
    status_code=201,
    response_model=Administration,
    responses=refusals(
        *(NotPermitted, NoSuchSchool, NoSuchInstrument, InstrumentNotPublished, AdministrationExists),
        UnsupportedMediaType,
    ),
)
async def open_administration(
    body: AdministrationOpen, ctx: Annotated[Context, requires("administrations:write")]
) -> Response:
    """Start an administration of a published instrument at a school."""
    return ctx.reply(await service.shown(ctx, await service.open_(ctx, body)), 201)


@router.get("/{administration_id}", response_model=Administration, responses=refusals())
async def read_administration(
    administration_id: UUID, ctx: Annotated[Context, requires("administrations:read")]
) -> Response:
    """Read one administration with its answers and results."""
    return ctx.reply(await service.shown(ctx, await service.read(ctx, administration_id)))


@router.put(
    "/{administration_id}/answers",
    response_model=Administration,
    responses=refusals(AnswersUnfit, AdministrationNotOpen, Stale, VersionMissing, UnsupportedMediaType),
)
async def record_answers(
    administration_id: UUID, body: AnswersGiven, ctx: Annotated[Context, requires(ANSWER.door)]
) -> Response:
    """Answer some or all items; items not named keep their answers."""
    return ctx.reply(await service.shown(ctx, await service.answer(ctx, administration_id, body)))


@router.post(
    "/{administration_id}/score",
    response_model=Administration,
    responses=refusals(ItemsUnanswered, ScoredAlready, AdministrationNotOpen),
)
async def score_administration(administration_id: UUID, ctx: Annotated[Context, requires(SCORE.door)]) -> Response:
    """Calculate the results and close the administration."""
    return ctx.reply(await service.shown(ctx, await service.score(ctx, administration_id)))


@router.post("/{administration_id}/withdraw", response_model=Administration, responses=refusals(AdministrationNotOpen))
async def withdraw_administration(
    administration_id: UUID, ctx: Annotated[Context, requires(WITHDRAW.door)]
) -> Response:
    """Withdraw an open administration."""
    return ctx.reply(await service.shown(ctx, await service.withdraw(ctx, administration_id)))
