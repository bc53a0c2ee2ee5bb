"""HTTP of pages to print: a person's day and a plan on paper.

They have paths of their own, since a link cannot say which form it wants of `/v1/my-day`.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.views.printing import service
from services.scheduling.views.printing.pages import page
from services.scheduling.views.printing.schemas import DayPrintWish, PrintWish
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, refusals
from shared.texts.languages import reader
from shared.web.requires import requires

router = APIRouter(tags=["pages to print"])

AS_PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The page, without scripts.",
        "content": {"text/html": {"schema": {"type": "string"}}},
        "headers": {"Content-Language": {}},
    }
}


@router.get("/v1/my-day/print", response_class=Response, responses=AS_PAGE | refusals(PeopleOnly))
async def print_my_day(
    ctx: Annotated[Context, requires("tasks:read")], wish: Annotated[DayPrintWish, Query()]
) -> Response:
    """Show the caller's day as a page to print."""
    language = wish.language or reader()
    return page("my_day", language, ctx.now, await service.day_of(ctx, language, own_notes=wish.own_notes))


@router.get("/v1/plans/{plan_id}/print", response_class=Response, responses=AS_PAGE | refusals(NotPermitted))
async def print_plan(
    plan_id: UUID, ctx: Annotated[Context, requires("plans:read")], wish: Annotated[PrintWish, Query()]
) -> Response:
    """Show a plan as a page to print: its goals, its activities, and for who may see the roll-up how far each is."""
    language = wish.language or reader()
    return page("plan", language, ctx.now, await service.plan_of(ctx, plan_id, language))
