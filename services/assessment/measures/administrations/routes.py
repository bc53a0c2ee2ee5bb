"""HTTP of administrations: an instrument is answered about a subject, scored, and put right."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.measures.administrations import corrections, repository, service
from services.assessment.measures.administrations.errors import (
    AdministrationExists,
    AdministrationNotOpen,
    AdministrationNotScored,
    AnswersUnfit,
    DayOutsideYear,
    InstrumentNotPublished,
    ItemsUnanswered,
    NoSuchInstrument,
    NothingCorrected,
    ScoredAlready,
    WithdrawnAlready,
    YearAhead,
)
from services.assessment.measures.administrations.may import LISTING
from services.assessment.measures.administrations.schemas import (
    Administration,
    AdministrationList,
    AdministrationOpen,
    AdministrationSummary,
    AdministrationWithdraw,
    AnswersCorrected,
    AnswersGiven,
    Correction,
)
from services.assessment.measures.administrations.transitions import ANSWER, CORRECT, SCORE, WITHDRAW
from services.assessment.measures.subjects.errors import SubjectUnfit
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import (
    DaysOutOfOrder,
    NoSuchSchool,
    NoSuchStaff,
    NotAtSchool,
    NotPermitted,
    Stale,
    VersionMissing,
    refusals,
)
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/administrations", tags=["administrations"])


@router.get("", response_model=Page[AdministrationSummary], responses=refusals())
async def list_administrations(
    ctx: Annotated[Context, requires("administrations:read")], filters: Annotated[AdministrationList, Query()]
) -> Response:
    """List administrations with their results, without their answers.

    People see those of their schools and of the district as far as their roles let them, and what was found of themselves.
    """
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post(
    "",
    status_code=201,
    response_model=Administration,
    responses=refusals(
        *(NotPermitted, SubjectUnfit, NoSuchSchool, NoSuchStaff, NotAtSchool, NoSuchInstrument, InstrumentNotPublished),
        *(AdministrationExists, DaysOutOfOrder, DayOutsideYear),
    ),
)
async def open_administration(
    body: AdministrationOpen, ctx: Annotated[Context, requires("administrations:write")]
) -> Response:
    """Start an administration of a published instrument: about a school, the district or a person."""
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
    responses=refusals(AnswersUnfit, AdministrationNotOpen, Stale, VersionMissing),
)
async def record_answers(
    administration_id: UUID, body: AnswersGiven, ctx: Annotated[Context, requires(ANSWER.door)]
) -> Response:
    """Answer some or all items; items not named keep their answers."""
    return ctx.reply(await service.shown(ctx, await service.answer(ctx, administration_id, body)))


@router.post(
    "/{administration_id}/score",
    response_model=Administration,
    responses=refusals(ItemsUnanswered, ScoredAlready, AdministrationNotOpen, YearAhead),
)
async def score_administration(administration_id: UUID, ctx: Annotated[Context, requires(SCORE.door)]) -> Response:
    """Calculate the results and close the administration."""
    return ctx.reply(await service.shown(ctx, await service.score(ctx, administration_id)))


@router.post(
    "/{administration_id}/correct",
    response_model=Administration,
    responses=refusals(
        *(AnswersUnfit, ItemsUnanswered, NothingCorrected, AdministrationNotScored, Stale, VersionMissing),
    ),
)
async def correct_administration(
    administration_id: UUID, body: AnswersCorrected, ctx: Annotated[Context, requires(CORRECT.door)]
) -> Response:
    """Correct answers of a scored administration, with the reason, and score it anew; needs If-Match."""
    return ctx.reply(await service.shown(ctx, await corrections.correct(ctx, administration_id, body)))


@router.get("/{administration_id}/corrections", response_model=Page[Correction], responses=refusals())
async def list_administration_corrections(
    administration_id: UUID, ctx: Annotated[Context, requires("administrations:read")], paging: PagingQuery
) -> Response:
    """List the corrections of an administration, oldest first, each with the answers and results as they were before it."""
    await service.read(ctx, administration_id)
    return await ctx.page(repository.CORRECTIONS, paging, {"administration_id": administration_id})


@router.post(
    "/{administration_id}/withdraw",
    response_model=Administration,
    responses=refusals(WithdrawnAlready),
)
async def withdraw_administration(
    administration_id: UUID, body: AdministrationWithdraw, ctx: Annotated[Context, requires(WITHDRAW.door)]
) -> Response:
    """Withdraw an open or scored administration, with the reason."""
    return ctx.reply(await service.shown(ctx, await corrections.withdraw(ctx, administration_id, body)))
