"""SQL of signing keys."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.partners.tokens.tables import SigningKeyRow
from shared.db.engine import Database

KEY_LOCK = 7_201_003


def session(db: Database) -> AsyncSession:
    """Signing keys belong to no district, so their session sets none."""
    return AsyncSession(db.engine, expire_on_commit=False)


async def list_keys(session: AsyncSession) -> list[SigningKeyRow]:
    """Every key, newest first: the first signs, all are published."""
    return list(await session.scalars(select(SigningKeyRow).order_by(SigningKeyRow.created_at.desc())))


async def lock_keys(session: AsyncSession) -> None:
    """One process at a time makes a key."""
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": KEY_LOCK})
