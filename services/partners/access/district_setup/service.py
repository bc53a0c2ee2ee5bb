"""Setting up a district from the operator's command line."""

from uuid import UUID

from services.partners.access.clients import service as clients
from services.partners.access.clients.schemas import ClientCreate
from services.partners.directory.districts import service as districts
from services.partners.directory.districts.schemas import DistrictUpdate
from services.partners.rooms import ROOMS
from shared.auth.scopes import SCOPES
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings


async def set_up(settings: Settings, district_id: UUID, name: str, timezone: str, language: str) -> tuple[UUID, str]:
    """Create the district and its first client; returns the client's id and secret. Raises ValueError on a bad zone."""
    ROOMS.load_tables()
    wish = DistrictUpdate(name=name, timezone=timezone, language=language)
    db = Database(settings.database_url, pool_size=1)
    try:
        async with work_for(db, settings, district_id) as ctx:
            await districts.create(ctx, wish.name, wish.timezone, wish.language)
            ctx.audit("district_created", rows={"district_id": district_id})
            # It hands its scopes on, in parts, to those who need them.
            first = ClientCreate(name="District administration", scopes=list(SCOPES))
            client, secret = await clients.store(ctx, first)
        return client.id, secret
    finally:
        await db.close()
