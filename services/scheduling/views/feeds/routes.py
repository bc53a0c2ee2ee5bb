"""HTTP of feeds: due tasks as a calendar people subscribe to, behind a secret address."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request, Response

from services.scheduling.views.feeds import service
from services.scheduling.views.feeds.errors import FeedUnknown, TooManyFeeds, TooManyGuesses
from services.scheduling.views.feeds.may import MAY
from services.scheduling.views.feeds.schemas import Feed, FeedCreate, FeedWithUrl
from services.scheduling.views.feeds.transitions import REVOKE
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NoSuchSchool, NotPermitted, PeopleOnly, RevokedAlready, refusals
from shared.schemas import Page
from shared.web.requires import public, requires

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])

TYPE = "text/calendar; charset=utf-8"
FRESH = "private, max-age=900"

Secret = Annotated[str, Path(description="As it stands in the address that was shown when the feed was made.")]
IfNoneMatch = Annotated[str | None, Header(description="The ETag you have: 304 while nothing has changed.")]

TAG = {"ETag": {"description": "Of the whole content.", "schema": {"type": "string"}}}
FETCHED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The calendar (RFC 5545, RFC 7986).",
        "content": {"text/calendar": {"schema": {"type": "string"}}},
        "headers": TAG,
    },
    304: {"description": "You have it.", "headers": TAG},
    **refusals(FeedUnknown, TooManyGuesses, guarded=False),
}


@router.get("", response_model=Page[Feed], responses=refusals(NotPermitted))
async def list_feeds(ctx: Annotated[Context, requires("tasks:read")], paging: PagingQuery) -> Response:
    """List your feeds, without their addresses; everybody's for operators (`operations:read`)."""
    return await service.listed(ctx, paging)


@router.post(
    "",
    status_code=201,
    response_model=FeedWithUrl,
    responses=refusals(NotPermitted, PeopleOnly, NoSuchSchool, TooManyFeeds),
)
async def create_feed(body: FeedCreate, ctx: Annotated[Context, requires("tasks:read", keyed=False)]) -> Response:
    """Create a feed. Its address is shown once, so this call takes no Idempotency-Key."""
    row, url = await service.create(ctx, body)
    return ctx.reply(await MAY.reply(ctx, FeedWithUrl, row, url=url), 201)


@router.get("/{secret}.ics", dependencies=[public()], response_class=Response, responses=FETCHED)
async def read_feed(secret: Secret, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Read the due tasks as a calendar: all-day events, 60 days back to 365 ahead, 2,000 at most.

    Done and withdrawn tasks (`STATUS:CANCELLED`) stay for 30 days.
    """
    return await _fetched(secret, request, if_none_match)


@router.head("/{secret}.ics", dependencies=[public()], response_class=Response, responses=FETCHED)
async def peek_feed(secret: Secret, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Check what reading the feed would answer, without the calendar."""
    reply = await _fetched(secret, request, if_none_match)
    return Response(status_code=reply.status_code, headers=dict(reply.headers))


# Of its form, or an address that ends in .ics would be a feed that can be revoked.
@router.delete("/{feed_id:uuid}", response_model=Feed, responses=refusals(NotPermitted, RevokedAlready))
async def revoke_feed(feed_id: UUID, ctx: Annotated[Context, requires(REVOKE.door)]) -> Response:
    """Revoke a feed: its address stops working at once."""
    return ctx.reply(await MAY.reply(ctx, Feed, await service.revoke(ctx, feed_id)))


async def _fetched(secret: str, request: Request, if_none_match: str | None) -> Response:
    state, address = request.app.state, request.client.host if request.client else ""
    found = await service.fetch(state.db, state.settings, secret, if_none_match, address)
    headers = {"ETag": found.tag, "Cache-Control": FRESH}
    if found.body is None:
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type=TYPE)
