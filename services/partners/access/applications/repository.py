"""SQL of registered front ends."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.partners.access.applications.schemas import Application, ApplicationList
from services.partners.access.applications.tables import ApplicationRow
from services.partners.access.clients.tables import ClientRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.db.engine import SYSTEM_ROLE, Database
from shared.errors import NotFound
from shared.texts.words import Words

LISTING = listing(
    ApplicationRow,
    Application,
    ApplicationList,
    computed={"oauth_client_id": "coalesce(s.client_id, s.id)"},
    filters={"removed": "(s.removed_at is not null) = {}::boolean"},
    present="s.removed_at is null",
)

FIND = """select id, district_id, name, kind, client_id, redirect_uris, post_logout_redirect_uris, origins, scopes,
  idle_minutes, absolute_minutes, may_use_cookie
from applications where removed_at is null and coalesce(client_id, id) = $1"""


@dataclass(frozen=True)
class Found:
    """A live front end, found by its OAuth client id before anything says which district it is of."""

    id: UUID
    district_id: UUID
    name: str
    kind: str
    client_id: UUID | None
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    origins: list[str]
    scopes: list[str]
    idle_minutes: int
    absolute_minutes: int
    may_use_cookie: bool


async def find(db: Database, oauth_client_id: UUID) -> Found | None:
    """The live front end with this OAuth client id, in whichever district."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(FIND, oauth_client_id)
    return Found(**row) if row else None


async def find_application(ctx: Context, application_id: UUID, *, lock: bool = False) -> ApplicationRow | None:
    """One front end that is not removed, if there is one."""
    query = select(ApplicationRow).where(ApplicationRow.id == application_id, ApplicationRow.removed_at.is_(None))
    row: ApplicationRow | None = await ctx.session.scalar(query.with_for_update() if lock else query)
    return row


async def get_application(ctx: Context, application_id: UUID, *, lock: bool = False) -> ApplicationRow:
    """One front end that is not removed. Raises `NotFound`."""
    row = await find_application(ctx, application_id, lock=lock)
    if row is None:
        raise NotFound(Words("No such application.", es="No existe esa aplicación."))
    return row


async def machine_client(ctx: Context, client_id: UUID) -> Any | None:
    """A live machine client of the district that acts for no person, or None."""
    return await ctx.session.scalar(
        select(ClientRow.id).where(
            ClientRow.id == client_id, ClientRow.revoked_at.is_(None), ClientRow.staff_id.is_(None)
        )
    )
