"""HTTP of recipients: the unsubscribe link (RFC 8058), and suppressed addresses."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.notifications.recipients.recipients import service
from services.notifications.recipients.recipients.errors import LinkUnknown
from services.notifications.recipients.recipients.pages import HEADERS
from services.notifications.recipients.recipients.rules import LONGEST_TOKEN
from services.notifications.recipients.recipients.schemas import SuppressedAddress, SuppressedAddressList
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import public, requires

router = APIRouter(prefix="/v1", tags=["recipients"])

Token = Annotated[str, Path(max_length=LONGEST_TOKEN, description="As it stands in the e-mail.")]
ONE_CLICK = {"type": "object", "properties": {"List-Unsubscribe": {"type": "string", "const": "One-Click"}}}
FORM = {"requestBody": {"required": False, "content": {"application/x-www-form-urlencoded": {"schema": ONE_CLICK}}}}


@router.get(
    "/unsubscribe/{token}",
    dependencies=[public()],
    response_class=HTMLResponse,
    responses=refusals(LinkUnknown, guarded=False),
)
async def show_unsubscribe(token: Token, request: Request) -> Response:
    """Show a page that asks for a click to unsubscribe. Reading it changes nothing."""
    state = request.app.state
    page = await service.ask(state.db, state.settings, token, request.scope["correlation_id"])
    return HTMLResponse(page, headers=HEADERS)


@router.post(
    "/unsubscribe/{token}",
    dependencies=[public()],
    response_class=HTMLResponse,
    responses=refusals(LinkUnknown, guarded=False),
    openapi_extra=FORM,
)
async def unsubscribe(token: Token, request: Request) -> Response:
    """Stop e-mail of this kind to this person: RFC 8058 one-click, or the page's button. No sign-in."""
    state = request.app.state
    page = await service.unsubscribe(state.db, state.settings, token, request.scope["correlation_id"])
    return HTMLResponse(page, headers=HEADERS)


@router.get("/suppressed-addresses", response_model=Page[SuppressedAddress], responses=refusals(NotPermitted))
async def list_suppressed_addresses(
    ctx: Annotated[Context, requires("deliveries:read")], filters: Annotated[SuppressedAddressList, Query()]
) -> Response:
    """List addresses that get no mail, and why."""
    return await service.list_suppressed(ctx, filters)


@router.delete("/suppressed-addresses/{suppression_id}", status_code=204, responses=refusals(NotPermitted))
async def lift_suppressed_address(
    suppression_id: UUID, ctx: Annotated[Context, requires("operations:write")]
) -> Response:
    """Let an address get mail again, once its mailbox exists."""
    await service.lift(ctx, suppression_id)
    return ctx.nothing()
