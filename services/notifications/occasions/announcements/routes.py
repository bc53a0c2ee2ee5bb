"""HTTP of announcements."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.occasions.announcements import service
from services.notifications.occasions.announcements.errors import (
    AudienceEmpty,
    AudienceTooLarge,
    AudienceUnknown,
    CountDiffers,
)
from services.notifications.occasions.announcements.schemas import (
    Announcement,
    AnnouncementCreate,
    AnnouncementList,
    AnnouncementPreview,
    AnnouncementSummary,
    AudiencePreview,
)
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/announcements", tags=["announcements"])

AUDIENCE = (NotPermitted, AudienceEmpty, AudienceUnknown, AudienceTooLarge)


@router.get("", response_model=Page[AnnouncementSummary], responses=refusals(NotPermitted))
async def list_announcements(
    ctx: Annotated[Context, requires("announcements:send")], filters: Annotated[AnnouncementList, Query()]
) -> Response:
    """List announcements, oldest first, or by change with `updated_since`; a school's leads see their own."""
    return await service.listed(ctx, filters)


@router.post("/preview", response_model=AudiencePreview, responses=refusals(*AUDIENCE))
async def preview_announcement(
    body: AnnouncementPreview, ctx: Annotated[Context, requires("announcements:send")]
) -> Response:
    """Preview how many people an announcement would reach, who they are and by which channel; nobody is notified."""
    return ctx.reply(await service.preview(ctx, body.audience))


@router.post("", status_code=201, response_model=Announcement, responses=refusals(*AUDIENCE, CountDiffers))
async def send_announcement(
    body: AnnouncementCreate, ctx: Annotated[Context, requires("announcements:send")]
) -> Response:
    """Send an announcement to its audience, once, if they are exactly as many as expected."""
    return ctx.reply(await service.send(ctx, body), 201)


@router.get("/{announcement_id:uuid}", response_model=Announcement, responses=refusals(NotPermitted))
async def read_announcement(announcement_id: UUID, ctx: Annotated[Context, requires("announcements:send")]) -> Response:
    """Read one announcement, with its deliveries counted by state."""
    return ctx.reply(await service.read(ctx, announcement_id))
