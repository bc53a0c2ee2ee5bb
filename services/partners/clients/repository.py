"""SQL of machine clients."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.partners.clients.tables import ClientRow
from shared.db.engine import SYSTEM_ROLE, Database
from shared.web.context import Context
from shared.web.errors import NotFound
from shared.web.paging import Listing

LISTING = Listing(
    name="clients",
    columns="c.id, c.name, c.scopes, c.staff_id, c.revoked_at, c.version, c.created_at, c.updated_at",
    source="clients c",
    order=(("c.id", "uuid"),),
    changed=(("c.updated_at", "timestamptz"), ("c.id", "uuid")),
    filters={"staff_id": "c.staff_id = {}::uuid"},
)


async def get_client(ctx: Context, client_id: UUID) -> ClientRow:
    """One client. Raises `NotFound`."""
    row = await ctx.session.scalar(select(ClientRow).where(ClientRow.id == client_id))
    if row is None:
        raise NotFound("No such client.")
    return row


async def find_credential(db: Database, client_id: UUID) -> dict[str, Any] | None:
    """What a token needs, found before anything says which district the caller is of."""
    async with (await db.reader()).acquire() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(
            "select id, district_id, scopes, staff_id, secret_hash from clients where id = $1 and revoked_at is null",
            client_id,
        )
    return dict(row) if row else None
