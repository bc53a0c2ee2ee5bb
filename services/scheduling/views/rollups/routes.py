"""HTTP of the roll-up: JSON, CSV, and charts as SVG."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Response

from services.scheduling.views.rollups import service, sheets
from services.scheduling.views.rollups.errors import OnePartOnly
from services.scheduling.views.rollups.schemas import (
    ChartAsk,
    Overview,
    OverviewAsk,
    Recount,
    RollUp,
    RollUpAsk,
    Series,
    SeriesAsk,
)
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(tags=["roll-up"])

AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "In the form asked for.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
AS_SVG: dict[int | str, dict[str, Any]] = {
    200: {"description": "The chart.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}
}
Accept = Annotated[str, Header(include_in_schema=False)]


@router.get("/v1/roll-up", response_model=Overview, responses=AS_CSV | refusals(NotPermitted))
async def read_overview(
    ctx: Annotated[Context, requires("rollups:read")], ask: Annotated[OverviewAsk, Query()], accept: Accept = ""
) -> Response:
    """List how every published and closed plan stands, one line each."""
    body = await service.read_all(ctx, ask)
    if _wants_csv(ask.format, accept):
        return _sheet(sheets.of_roll_up(orjson.loads(body)), "roll-up")
    return ctx.document(body)


@router.post("/v1/roll-up/recount", response_model=Recount, responses=refusals(NotPermitted))
async def recount_roll_up(ctx: Annotated[Context, requires("operations:write")]) -> Response:
    """Recount every task of the district and correct roll-ups that differ, while everybody keeps working; for operators."""
    return ctx.reply(Recount(cells_corrected=await service.recount(ctx), as_of=ctx.now))


@router.get("/v1/plans/{plan_id}/roll-up", response_model=RollUp, responses=AS_CSV | refusals(NotPermitted))
async def read_roll_up(
    plan_id: UUID,
    ctx: Annotated[Context, requires("rollups:read")],
    ask: Annotated[RollUpAsk, Query()],
    accept: Accept = "",
) -> Response:
    """Read how the plan stands, in total and by goal, strategy, activity, school, cohort or role; computed, never typed."""
    body = await service.read(ctx, plan_id, ask.by)
    if _wants_csv(ask.format, accept):
        return _sheet(sheets.of_roll_up(orjson.loads(body)), f"roll-up-by-{ask.by}")
    return ctx.document(body)


@router.get(
    "/v1/plans/{plan_id}/roll-up/series",
    response_model=Series,
    responses=AS_CSV | refusals(NotPermitted, DaysOutOfOrder, OnePartOnly),
)
async def read_series(
    plan_id: UUID,
    ctx: Annotated[Context, requires("rollups:read")],
    ask: Annotated[SeriesAsk, Query()],
    accept: Accept = "",
) -> Response:
    """Read the burn-up: scope, done and due by the end of each day or week, and the forecast."""
    found = await service.read_series(ctx, plan_id, ask, ask.every)
    if _wants_csv(ask.format, accept):
        return _sheet(sheets.of_series(found.model_dump(mode="json")), "burn-up")
    return ctx.reply(found)


@router.get(
    "/v1/plans/{plan_id}/roll-up/chart.svg",
    response_class=Response,
    responses=AS_SVG | refusals(NotPermitted, DaysOutOfOrder, OnePartOnly),
)
async def draw_roll_up(
    plan_id: UUID, ctx: Annotated[Context, requires("rollups:read")], ask: Annotated[ChartAsk, Query()]
) -> Response:
    """Draw a figure of the roll-up as a picture for memos."""
    headers = {
        "Content-Disposition": f'inline; filename="{ask.figure.replace("_", "-")}.svg"',
        "Vary": "Authorization",
    }
    return Response(await service.draw(ctx, plan_id, ask), media_type="image/svg+xml", headers=headers)


def _wants_csv(form: str | None, accept: str) -> bool:
    return form == "csv" or (form is None and accept.lower().startswith("text/csv"))


def _sheet(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept"}
    # Spreadsheets take it for UTF-8 by its first sign alone.
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8; header=present", headers=headers)
