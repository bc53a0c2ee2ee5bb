"""SQL of signing keys, of assertions that were used, and of failed sign-ins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.partners.access.tokens import rules
from services.partners.access.tokens.tables import SigningKeyRow
from shared.context.context import Context
from shared.db import locks
from shared.db.engine import SYSTEM_ROLE, Database

# One statement for all three counters; the keys come sorted, so that two failures at once cannot wait for each other.
FAILED = """
insert into failed_sign_ins as f (key, failures, last_at, locked_until)
select key, 1, $4, null from unnest($1::text[], $2::int[], $3::int[]) as wanted (key, free, longest)
on conflict (key) do update set
  failures = case when f.last_at < $4::timestamptz - $5::interval then 1 else least(f.failures + 1, 10000) end,
  last_at = $4,
  locked_until = (
    select case when f.last_at >= $4::timestamptz - $5::interval and f.failures + 1 > w.free
      then $4::timestamptz + interval '1 second' * least(w.longest, power(2, least(f.failures - w.free, 20))) end
    from unnest($1::text[], $2::int[], $3::int[]) as w (key, free, longest) where w.key = f.key)"""
# The row is touched when it has failures to forget, or once an hour; whoever never failed is known since a success.
SUCCEEDED = """
insert into failed_sign_ins as f (key, failures, last_at, known_at) values ($1, 0, $2, $2)
on conflict (key) do update set failures = 0, last_at = $2, known_at = $2, locked_until = null
where f.failures > 0 or f.known_at < $2::timestamptz - interval '1 hour'"""
SIGNING = """select sealed_private_jwk from signing_keys where published_until is null
order by created_at desc limit 1"""
USE = """insert into used_assertions (district_id, client_id, jti, expires_at) values ($1, $2, $3, $4)
on conflict do nothing returning 1"""


def session(db: Database) -> AsyncSession:
    """Signing keys belong to no district, so their session sets none."""
    return AsyncSession(db.engine, expire_on_commit=False)


async def list_keys(session: AsyncSession) -> list[SigningKeyRow]:
    """Every key there ever was, newest first."""
    return list(await session.scalars(select(SigningKeyRow).order_by(SigningKeyRow.created_at.desc())))


async def list_published(session: AsyncSession, now: datetime) -> list[SigningKeyRow]:
    """The keys tokens may be checked with, the one that signs first."""
    until = SigningKeyRow.published_until
    query = select(SigningKeyRow).where(or_(until.is_(None), until > now)).order_by(until.desc().nulls_first())
    return list(await session.scalars(query))


async def sealed_signing_key(db: Database) -> str | None:
    """The private half of the key that signs, sealed.

    From the readers' pool: callers hold a connection of the other one, and many at once would wait for each other's second.
    """
    async with db.reading() as connection:
        sealed: str | None = await connection.fetchval(SIGNING)
    return sealed


async def find_signing_key(session: AsyncSession) -> SigningKeyRow | None:
    """The key that signs."""
    query = (
        select(SigningKeyRow).where(SigningKeyRow.published_until.is_(None)).order_by(SigningKeyRow.created_at.desc())
    )
    return await session.scalar(query.limit(1))


async def lock_keys(session: AsyncSession) -> None:
    """One process at a time makes a key."""
    await session.execute(locks.WAIT, {"turn": locks.Turn.KEYS})


async def list_districts(db: Database) -> list[UUID]:
    """Every district there is."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [row["district_id"] for row in await connection.fetch("select district_id from districts")]


async def sealed_secrets(ctx: Context) -> dict[UUID, str]:
    """What the district's identity providers know us by, sealed; locked until the end of this work."""
    query = text("select id, sealed_secret from identity_providers where sealed_secret is not null for update")
    return {row.id: row.sealed_secret for row in await ctx.session.execute(query)}


async def put_sealed_secret(ctx: Context, provider_id: UUID, sealed: str) -> None:
    """Keep a secret sealed anew: no change of the provider."""
    query = text("update identity_providers set sealed_secret = :sealed where id = :id")
    await ctx.session.execute(query, {"sealed": sealed, "id": provider_id})


async def sign_ins_of(db: Database, keys: list[str]) -> dict[str, dict[str, Any]]:
    """What is kept under the keys."""
    query = "select key, failures, locked_until, known_at from failed_sign_ins where key = any($1)"
    async with db.reading() as connection:
        return {row["key"]: dict(row) for row in await connection.fetch(query, keys)}


async def note_failure(db: Database, keys: list[str], now: datetime) -> None:
    """Count a failure under each of the keys, and lock those that have too many."""
    ordered = sorted(zip(keys, rules.FREE, rules.LONGEST, strict=True))
    columns = [list(column) for column in zip(*ordered, strict=True)]
    async with db.reading() as connection:
        await connection.execute(FAILED, *columns, now, rules.FORGOTTEN_AFTER)


async def note_success(db: Database, key: str, now: datetime) -> None:
    """Forget the failures of a client from an address it was let in from."""
    async with db.reading() as connection:
        await connection.execute(SUCCEEDED, key, now)


async def use_assertion(db: Database, district_id: UUID, client_id: UUID, jti: str, expires_at: datetime) -> bool:
    """Keep that an assertion was used; False if it was before."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return await connection.fetchval(USE, district_id, client_id, jti, expires_at) is not None


async def purge(db: Database, now: datetime) -> None:
    """Drop what no longer decides anything: assertions past their end, sign-ins older than a day."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute("delete from used_assertions where expires_at < $1", now)
        await connection.execute("delete from failed_sign_ins where last_at < $1", now - rules.KNOWN_FOR)
