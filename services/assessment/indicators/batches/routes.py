"""HTTP of batches of facts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.assessment.feeds.sent_rows.reading import described, rows_only
from services.assessment.indicators.batches import repository, service
from services.assessment.indicators.batches.errors import (
    BatchComplete,
    BatchPartDiffers,
    BatchRowsMissing,
    BatchTakenBack,
    BatchTooLarge,
)
from services.assessment.indicators.batches.may import LISTING
from services.assessment.indicators.batches.schemas import (
    IndicatorBatch,
    IndicatorBatchList,
    IndicatorFault,
    IndicatorPush,
    IndicatorsPushed,
)
from services.assessment.indicators.batches.tables import FactsOf, IndicatorBatchRow
from services.assessment.indicators.batches.transitions import TAKE_BACK
from services.assessment.indicators.incidents.errors import IncidentsUnreadable
from services.assessment.indicators.incidents.schemas import IncidentBody
from services.assessment.indicators.marks.errors import MarksUnreadable
from services.assessment.indicators.marks.schemas import MarkBody
from services.assessment.indicators.screenings.errors import ScreeningsUnreadable
from services.assessment.indicators.screenings.schemas import ScreeningResultBody
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["indicators"])
REFUSED = (NotPermitted, NoLegalBasis, BatchComplete, BatchPartDiffers, BatchRowsMissing, BatchTooLarge, BatchTakenBack)
BATCH = "/indicator-batches/{indicator_batch_id}"


async def pushed(ctx: Context, request: Request, facts_of: FactsOf, wish: IndicatorPush, form: str) -> Response:
    """Take the rows of a call."""
    body = request.stream()

    async def claim(digest: str) -> None:
        await idempotency.claim(ctx, request, digest)

    return ctx.reply(await service.push(ctx, facts_of, wish, form, body, claim))


@router.post(
    "/bulk/incidents",
    response_model=IndicatorsPushed,
    responses=refusals(*REFUSED, IncidentsUnreadable),
    openapi_extra=described(
        "IncidentsBody",
        IncidentBody,
        "Incidents, 100,000 rows at most: one JSON document, one JSON object a line, or CSV with a header.",
    ),
)
async def push_incidents(
    request: Request,
    ctx: Annotated[Context, requires("incidents:write", upload=True)],
    wish: Annotated[IndicatorPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report incidents, a row for each student and action, each with a fate of its own; the same ids again with other values
    correct what was said.
    """
    return await pushed(ctx, request, FactsOf.INCIDENTS, wish, form)


@router.post(
    "/bulk/marks",
    response_model=IndicatorsPushed,
    responses=refusals(*REFUSED, MarksUnreadable),
    openapi_extra=described(
        "MarksBody",
        MarkBody,
        "Marks, 100,000 rows at most: one JSON document, one JSON object a line, or CSV with a header.",
    ),
)
async def push_marks(
    request: Request,
    ctx: Annotated[Context, requires("marks:write", upload=True)],
    wish: Annotated[IndicatorPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report what students got in courses; the same course, period and type again with another mark correct what was said."""
    return await pushed(ctx, request, FactsOf.MARKS, wish, form)


@router.post(
    "/bulk/screening-results",
    response_model=IndicatorsPushed,
    responses=refusals(*REFUSED, ScreeningsUnreadable),
    openapi_extra=described(
        "ScreeningResultsBody",
        ScreeningResultBody,
        "Screening results, 100,000 rows at most: one JSON document, one JSON object a line, or CSV with a header.",
    ),
)
async def push_screening_results(
    request: Request,
    ctx: Annotated[Context, requires("screenings:write", upload=True)],
    wish: Annotated[IndicatorPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report what students got in screenings of the district's screeners; a score out of a screener's range is refused."""
    return await pushed(ctx, request, FactsOf.SCREENING_RESULTS, wish, form)


@router.get("/indicator-batches", response_model=Page[IndicatorBatch], responses=refusals(NotPermitted))
async def list_indicator_batches(
    ctx: Annotated[Context, requires(TAKE_BACK.right)], filters: Annotated[IndicatorBatchList, Query()]
) -> Response:
    """List batches of the kinds the caller may send, oldest first, or by change with `updated_since`."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.get(BATCH, response_model=IndicatorBatch, responses=refusals(NotPermitted))
async def read_indicator_batch(
    indicator_batch_id: UUID, ctx: Annotated[Context, requires(TAKE_BACK.right)]
) -> Response:
    """Read one batch: which parts of it are there, and what came of it."""
    return await ctx.item(LISTING, indicator_batch_id, "batch", service.visible(ctx))


@router.get(f"{BATCH}/faults", response_model=Page[IndicatorFault], responses=refusals(NotPermitted))
async def list_indicator_batch_faults(
    indicator_batch_id: UUID, ctx: Annotated[Context, requires(TAKE_BACK.right)], filters: PagingQuery
) -> Response:
    """List what was wrong with rows of a batch; the first 10,000 of each call."""
    await ctx.row(IndicatorBatchRow, repository.LISTING, indicator_batch_id, "batch", service.visible(ctx))
    return await ctx.page(repository.FAULTS, filters, {"batch_id": indicator_batch_id})


@router.post(
    f"{BATCH}/take-back", response_model=IndicatorBatch, responses=refusals(NotPermitted, NoLegalBasis, BatchTakenBack)
)
async def take_back_indicator_batch(
    indicator_batch_id: UUID, ctx: Annotated[Context, requires(TAKE_BACK.door)]
) -> Response:
    """Take a batch back whole: what stood there before stands again, but where somebody said more since."""
    return ctx.reply(await service.shown(ctx, await service.take_back(ctx, indicator_batch_id)))
