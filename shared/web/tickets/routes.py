"""HTTP of tickets: addresses that work for a few minutes where a browser sends no token."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from shared.context.context import Context
from shared.errors import refusals
from shared.web.requires import ANY_SCOPE, bearer_token, requires
from shared.web.tickets import service
from shared.web.tickets.errors import NoDownload, TicketsUnavailable
from shared.web.tickets.schemas import Tickets, TicketsWish

router = APIRouter(prefix="/v1/tickets", tags=["tickets"])


@router.post("", status_code=201, response_model=Tickets, responses=refusals(NoDownload, TicketsUnavailable))
async def create_tickets(
    body: TicketsWish, request: Request, ctx: Annotated[Context, requires(ANY_SCOPE, keyed=False)]
) -> Response:
    """Make addresses of files, pictures and pages for `<img>` and `<a>`: each works for a few minutes, for exactly its path.

    Reading by one is a reading of yours: it needs the right you need, is audited as yours, and ends with your token.
    """
    token = bearer_token(request.headers.get("authorization", ""))
    return ctx.reply(service.issue(ctx, request.app.state.downloads, token, body), 201)
