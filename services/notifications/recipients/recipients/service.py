"""Use cases of recipients: the way out of e-mail, and addresses that are barred."""

from uuid import UUID

from fastapi import Response

from services.notifications.permissions import POLICY
from services.notifications.recipients.preferences import service as preferences
from services.notifications.recipients.recipients import pages, repository
from services.notifications.recipients.recipients.errors import LinkUnknown
from services.notifications.recipients.recipients.rules import Way, unseal
from services.notifications.recipients.recipients.schemas import SuppressedAddressList
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings
from shared.texts.words import Words


async def ask(db: Database, settings: Settings, token: str, correlation_id: str) -> str:
    """The page that asks; it changes nothing, because mail filters follow every link. Raises `LinkUnknown`."""
    way = _way(token, settings)
    async with work_for(db, settings, way.district_id, correlation_id=correlation_id) as ctx:
        return pages.question(way.kinds, *await repository.languages_of(ctx, way.staff_id))


async def unsubscribe(db: Database, settings: Settings, token: str, correlation_id: str) -> str:
    """Stop e-mail of the link's kinds to the link's person; the page that says so. Raises `LinkUnknown`."""
    way = _way(token, settings)
    async with work_for(db, settings, way.district_id, correlation_id=correlation_id) as ctx:
        await preferences.stop_email(ctx, way.staff_id, way.kinds)
        return pages.done(*await repository.languages_of(ctx, way.staff_id))


async def list_suppressed(ctx: Context, filters: SuppressedAddressList) -> Response:
    """Addresses that get no mail."""
    POLICY.require(ctx, "deliveries:read")
    return await ctx.page(repository.LISTING, filters)


async def lift(ctx: Context, suppression_id: UUID) -> None:
    """Let an address get mail again."""
    POLICY.require(ctx, "operations:write")
    await repository.lift(ctx, suppression_id)


def _way(token: str, settings: Settings) -> Way:
    way = unseal(token, settings.secret_key)
    if way is None:
        raise LinkUnknown(
            Words("Use the link of the newest e-mail, whole.", es="Use completo el enlace del correo más reciente.")
        )
    return way
