"""HTTP of the live stream."""

from typing import Annotated

from fastapi import APIRouter, Header, Request

from services.notifications.outlets.stream import service
from services.notifications.outlets.stream.errors import LastEventIdInvalid, TooManyStreams
from services.notifications.outlets.stream.schemas import StreamEvent
from shared.context.context import Context
from shared.errors import refusals
from shared.web.requires import requires
from shared.web.streaming import EventStream

router = APIRouter(prefix="/v1/stream", tags=["stream"])

LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", description="The `id` of the last event you got: the stream goes on after it."),
]


@router.get(
    "",
    status_code=200,
    response_class=EventStream,
    responses={
        200: {"model": StreamEvent, "description": "Server-sent events; this is the shape of each one."},
        **refusals(LastEventIdInvalid, TooManyStreams),
    },
)
async def open_stream(
    request: Request, ctx: Annotated[Context, requires("stream:read")], last_event_id: LastEventId = None
) -> EventStream:
    """Stream what happens in the district that the caller may see, until the access token expires.

    At most five streams a caller and process: the next one ends the oldest (`superseded`).
    """
    return await service.open_stream(ctx, request.app.state.hub, last_event_id)
