"""SQL of machine clients and their secrets."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, func, or_, select

from services.partners.access.clients.schemas import Client, ClientList, ClientSecret
from services.partners.access.clients.tables import ClientRow, ClientSecretRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.db.engine import SYSTEM_ROLE, Database
from shared.errors import NotFound
from shared.texts.words import Words

LISTING = listing(ClientRow, Client, ClientList)
SECRETS = listing(ClientSecretRow, ClientSecret, Paging, filters={"client_id": "s.client_id = {}::uuid"})

# Also those that get in no more: telling them apart is the caller's, after the same work as for a live one.
CREDENTIAL = """
select c.id, c.district_id, c.scopes, c.staff_id, c.school_ids, c.services, c.networks, c.may_exchange, c.party_id,
  c.public_keys, c.expires_at, c.last_used_at, c.revoked_at is null and coalesce(c.expires_at > $2, true) as live,
  coalesce(s.ids, '{}') as secret_ids, coalesce(s.hashes, '{}') as hashes
from clients c left join lateral (
  select array_agg(s.id order by s.id) as ids, array_agg(s.secret_hash order by s.id) as hashes
  from client_secrets s
  where s.client_id = c.id and s.revoked_at is null and coalesce(s.expires_at > $2, true)) s on true
where c.id = $1"""
USED = """update {table} set last_used_at = $2
where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')"""


async def get_client(ctx: Context, client_id: UUID, *, lock: bool = False) -> ClientRow:
    """One client; with `lock` until the commit, so that secrets are counted one at a time. Raises `NotFound`."""
    query = select(ClientRow).where(ClientRow.id == client_id)
    row = await ctx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(Words("No such client.", es="No existe ese cliente."))
    return row


async def hold_client(ctx: Context, client_id: UUID) -> ClientRow | None:
    """One client, kept as it is until the end of this work."""
    return await ctx.session.scalar(select(ClientRow).where(ClientRow.id == client_id).with_for_update(read=True))


async def get_secret(ctx: Context, client_id: UUID, secret_id: UUID) -> ClientSecretRow:
    """One secret of a client. Raises `NotFound`."""
    query = select(ClientSecretRow).where(ClientSecretRow.id == secret_id, ClientSecretRow.client_id == client_id)
    row = await ctx.session.scalar(query)
    if row is None:
        raise NotFound(Words("No such secret of this client.", es="Este cliente no tiene ese secreto."))
    return row


async def find_live_secret(ctx: Context, secret_id: UUID) -> ClientSecretRow | None:
    """The secret, if it gets its client in. It cannot change while its client is held."""
    query = select(ClientSecretRow).where(
        ClientSecretRow.district_id == ctx.district_id, ClientSecretRow.id == secret_id, *_live(ctx)
    )
    return await ctx.session.scalar(query)


async def count_live_secrets(ctx: Context, client_id: UUID) -> int:
    """How many of its secrets get the client in."""
    query = select(func.count()).where(
        ClientSecretRow.district_id == ctx.district_id,
        ClientSecretRow.client_id == client_id,
        *_live(ctx),
    )
    return await ctx.session.scalar(query) or 0


def _live(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    expires_at = ClientSecretRow.expires_at
    return ClientSecretRow.revoked_at.is_(None), or_(expires_at.is_(None), expires_at > ctx.now)


async def find_credential(db: Database, client_id: UUID, now: datetime) -> dict[str, Any] | None:
    """What a token needs, found before anything says which district the caller is of: `live` says if it may get one."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(CREDENTIAL, client_id, now)
    return {**dict(row), "public_keys": orjson.loads(row["public_keys"])} if row else None


async def find_client_of(db: Database, secret_hash: str) -> UUID | None:
    """The client of a secret, live or not, whatever its district."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        found: UUID | None = await connection.fetchval(
            "select client_id from client_secrets where secret_hash = $1", secret_hash
        )
    return found


async def note_use(db: Database, client_id: UUID, secret_id: UUID | None, now: datetime) -> None:
    """Keep, to the minute, when a client and its secret were last used."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(USED.format(table="clients"), client_id, now)
        if secret_id is not None:
            await connection.execute(USED.format(table="client_secrets"), secret_id, now)
