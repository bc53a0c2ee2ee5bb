"""Setting up a district from the operator's command line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.partners.access.clients import service as clients
from services.partners.access.clients.schemas import ClientCreate
from services.partners.directory.districts import service as districts
from services.partners.directory.districts.repository import get_district
from services.partners.directory.districts.schemas import DistrictUpdate
from services.partners.directory.role_catalogue import service as role_catalogue
from services.partners.rooms import ROOMS
from shared.auth.scopes import SCOPES
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings


class SetupClient(NamedTuple):
    """A client that holds every scope for some days; its secret is shown this once."""

    id: UUID
    secret: str
    expires_at: datetime


async def set_up(
    settings: Settings, district_id: UUID, name: str, timezone: str, language: str, networks: Sequence[str] = ()
) -> SetupClient:
    """Create the district and its first client. Raises ValueError on a bad zone, name or network."""
    ROOMS.load_tables()
    db = Database(settings.database_url, pool_size=1)
    try:
        return await begin(
            db, settings, district_id, DistrictUpdate(name=name, timezone=timezone, language=language), networks
        )
    finally:
        await db.close()


async def begin(
    db: Database, settings: Settings, district_id: UUID, wish: DistrictUpdate, networks: Sequence[str] = ()
) -> SetupClient:
    """The same on a database that is open."""
    async with work_for(db, settings, district_id) as ctx:
        await districts.create(ctx, wish.name, wish.timezone, wish.language)
        await role_catalogue.begin(ctx)
        made = await _client(ctx, networks)
        ctx.audit("district_created", rows={"district_id": district_id, "client_id": made.id})
    return made


async def open_again(settings: Settings, district_id: UUID, networks: Sequence[str] = ()) -> SetupClient:
    """Give a district another client for setting up. Raises `NotFound`, or ValueError on a bad network."""
    ROOMS.load_tables()
    db = Database(settings.database_url, pool_size=1)
    try:
        async with work_for(db, settings, district_id) as ctx:
            await get_district(ctx)
            made = await _client(ctx, networks)
            ctx.audit("setup_client_created", rows={"client_id": made.id})
        return made
    finally:
        await db.close()


async def _client(ctx: Context, networks: Sequence[str]) -> SetupClient:
    """It hands its scopes on, in parts, to those who need them; forgotten, it ends by itself."""
    ends_at = ctx.now.replace(microsecond=0) + timedelta(days=ctx.settings.setup_client_days)
    wish = ClientCreate(
        name="District administration", scopes=list(SCOPES), networks=list(networks), expires_at=ends_at
    )
    client, secret = await clients.store(ctx, wish)
    return SetupClient(client.id, secret, ends_at)
