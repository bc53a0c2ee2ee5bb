"""HTTP of batches of facts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.assessment.feeds.batches import service as batches
from services.assessment.feeds.batches.pushing import contract, pushed
from services.assessment.feeds.batches.schemas import BatchFault, BatchPush
from services.assessment.feeds.sent_rows.reading import rows_only
from services.assessment.indicators.batches import repository, service
from services.assessment.indicators.batches.errors import BatchTakenBack
from services.assessment.indicators.batches.may import LISTING
from services.assessment.indicators.batches.schemas import IndicatorBatch, IndicatorBatchList
from services.assessment.indicators.batches.service import BATCHES
from services.assessment.indicators.batches.tables import FactsOf, IndicatorBatchRow
from services.assessment.indicators.batches.transitions import TAKE_BACK
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["indicators"])
BATCH = "/indicator-batches/{indicator_batch_id}"


@router.post("/bulk/incidents", **contract(BATCHES, FactsOf.INCIDENTS, "Incidents", "IncidentsBody"))
async def push_incidents(
    request: Request,
    ctx: Annotated[Context, requires("incidents:write", upload=True)],
    wish: Annotated[BatchPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report incidents, a row for each student and action, each with a fate of its own; the same ids again with other values
    correct what was said.
    """
    return await pushed(ctx, request, BATCHES, FactsOf.INCIDENTS, wish, form)


@router.post("/bulk/marks", **contract(BATCHES, FactsOf.MARKS, "Marks", "MarksBody"))
async def push_marks(
    request: Request,
    ctx: Annotated[Context, requires("marks:write", upload=True)],
    wish: Annotated[BatchPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report what students got in courses; the same course, period and type again with another mark correct what was said."""
    return await pushed(ctx, request, BATCHES, FactsOf.MARKS, wish, form)


@router.post(
    "/bulk/screening-results",
    **contract(BATCHES, FactsOf.SCREENING_RESULTS, "Screening results", "ScreeningResultsBody"),
)
async def push_screening_results(
    request: Request,
    ctx: Annotated[Context, requires("screenings:write", upload=True)],
    wish: Annotated[BatchPush, Query()],
    form: Annotated[str, Depends(rows_only)],
) -> Response:
    """Report what students got in screenings of the district's screeners; a score out of a screener's range is refused."""
    return await pushed(ctx, request, BATCHES, FactsOf.SCREENING_RESULTS, wish, form)


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


@router.get(f"{BATCH}/faults", response_model=Page[BatchFault], responses=refusals(NotPermitted))
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
    return ctx.reply(await service.shown(ctx, await batches.take_back(ctx, BATCHES, indicator_batch_id)))
