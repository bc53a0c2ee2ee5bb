"""HTTP of preferences."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.notifications.recipients.preferences import service
from services.notifications.recipients.preferences.errors import QuietWholeDay, UrgentStays
from services.notifications.recipients.preferences.schemas import Preferences, PreferencesUpdate
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/preferences", tags=["preferences"])


@router.get("", response_model=Preferences, responses=refusals(PeopleOnly))
async def read_my_preferences(ctx: Annotated[Context, requires("inbox:read")]) -> Response:
    """Read which channels, quiet hours and language the caller has chosen."""
    return ctx.reply(await service.read_mine(ctx))


@router.patch("", response_model=Preferences, responses=refusals(PeopleOnly, QuietWholeDay, UrgentStays))
async def change_my_preferences(body: PreferencesUpdate, ctx: Annotated[Context, requires("inbox:write")]) -> Response:
    """Change the caller's own preferences. Nobody changes another's."""
    return ctx.reply(await service.change(ctx, body))


@router.get("/{staff_id}", response_model=Preferences, responses=refusals(NotPermitted))
async def read_preferences(staff_id: UUID, ctx: Annotated[Context, requires("deliveries:read")]) -> Response:
    """Read anybody's preferences and who set them, for operators who are asked why a mail did not arrive."""
    return ctx.reply(await service.read(ctx, staff_id))
