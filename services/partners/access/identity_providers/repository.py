"""SQL of identity providers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, update

from services.partners.access.identity_providers.schemas import IdentityProvider, IdentityProviderList
from services.partners.access.identity_providers.tables import IdentityProviderRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.db.engine import SYSTEM_ROLE, Database

LISTING = listing(
    IdentityProviderRow,
    IdentityProvider,
    IdentityProviderList,
    computed={
        "has_secret": "s.sealed_secret is not null",
        "client_key_id": "s.public_jwk->>'kid'",
        "redirect_path": """'/oauth/callback/' || case when s.issuer like 'https://%' then substr(s.issuer, 9)
            else replace(s.issuer, '://', '/') end""",
        "authorization_endpoint": "s.discovery->>'authorization_endpoint'",
        "key_ids": "array(select coalesce(key->>'kid', '') from jsonb_array_elements(s.jwks) key)",
    },
)


async def get_provider(ctx: Context, provider_id: UUID) -> IdentityProviderRow:
    """One identity provider. Raises `NotFound`."""
    return await ctx.get(IdentityProviderRow, provider_id, "identity provider")


async def hold_provider(ctx: Context, provider_id: UUID) -> IdentityProviderRow:
    """One identity provider, kept in or out of use as it is until the end of this work."""
    query = select(IdentityProviderRow).where(IdentityProviderRow.id == provider_id)
    return (await ctx.session.scalars(query.with_for_update(read=True).execution_options(populate_existing=True))).one()


async def active_of_issuer(ctx: Context, issuer: str) -> list[IdentityProviderRow]:
    """The district's active providers with this issuer; several when it has several client ids there."""
    query = select(IdentityProviderRow).where(IdentityProviderRow.issuer == issuer, IdentityProviderRow.active)
    return list(await ctx.session.scalars(query.order_by(IdentityProviderRow.id)))


async def may_ask(ctx: Context, provider_id: UUID, now: datetime, wait: timedelta) -> bool:
    """Take the turn to ask the issuer, unless somebody did within `wait`."""
    taken = await ctx.session.execute(
        update(IdentityProviderRow)
        .where(IdentityProviderRow.id == provider_id, IdentityProviderRow.asked_at <= now - wait)
        .values(asked_at=now)
        .returning(IdentityProviderRow.id)
        .execution_options(synchronize_session=False)
    )
    return taken.scalar_one_or_none() is not None


async def keep(
    ctx: Context, provider_id: UUID, discovery: dict[str, Any], jwks: list[dict[str, Any]], now: datetime
) -> None:
    """Write what the issuer said; the keys it no longer names are gone."""
    await ctx.session.execute(
        update(IdentityProviderRow)
        .where(IdentityProviderRow.id == provider_id)
        .values(discovery=discovery, jwks=jwks, fetched_at=now, asked_at=now)
        .execution_options(synchronize_session=False)
    )


async def published_key(db: Database, provider_id: UUID) -> dict[str, Any] | None:
    """The public half of the key we sign with towards a provider, for the provider, which belongs to no district."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        found = await connection.fetchval(
            "select public_jwk::text from identity_providers where id = $1 and active", provider_id
        )
    return dict(orjson.loads(found)) if found else None
