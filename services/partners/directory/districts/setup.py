"""Setting up a district from the operator's command line."""

from uuid import UUID

from services.partners.access.clients import service as clients
from services.partners.access.clients.schemas import ClientCreate
from services.partners.directory.districts import service
from services.partners.directory.districts.schemas import DistrictUpdate
from services.partners.rooms import ROOMS
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings

#: Every scope there is: the first client hands them on, in parts, to those who need them.
ALL_SCOPES = [
    *(
        "administrations:read",
        "administrations:write",
        "announcements:send",
        "audit:read",
        "barriers:read",
        "barriers:triage",
        "barriers:write",
        "calendar:read",
        "calendar:write",
        "caseloads:read",
        "caseloads:write",
        "clients:read",
        "clients:write",
    ),
    *(
        "delegations:read",
        "delegations:write",
        "deliveries:read",
        "directory:read",
        "directory:write",
        "escalations:read",
        "escalations:write",
        "inbox:read",
        "inbox:write",
        "instruments:read",
    ),
    *("instruments:write", "messages:read", "operations:read", "operations:write", "plans:approve", "plans:publish"),
    *("plans:read", "plans:write", "rollups:read", "roster:read", "roster:write", "stream:read", "tasks:read"),
    "scim:write",
    "tasks:write",
    *("emergency:open", "emergency:review"),
    *("access:read", "access:write", "consents:read", "consents:write", "disclosures:read"),
    "tokens:introspect",
]


async def set_up(settings: Settings, district_id: UUID, name: str, timezone: str, language: str) -> tuple[UUID, str]:
    """Create the district and its first client; returns the client's id and secret. Raises ValueError on a bad zone."""
    ROOMS.load_tables()
    wish = DistrictUpdate(name=name, timezone=timezone, language=language)
    db = Database(settings.database_url, pool_size=1)
    try:
        async with work_for(db, settings, district_id) as ctx:
            await service.create(ctx, wish.name, wish.timezone, wish.language)
            ctx.audit("district_created", rows={"district_id": district_id})
            client, secret = await clients.store(ctx, ClientCreate(name="District administration", scopes=ALL_SCOPES))
        return client.id, secret
    finally:
        await db.close()
