"""SQL of identity providers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, update

from services.partners.access.identity_providers.tables import IdentityProviderRow
from shared.context.context import Context
from shared.context.paging import Listing
from shared.db.engine import SYSTEM_ROLE, Database
from shared.errors import NotFound

LISTING = Listing(
    name="identity_providers",
    columns="""p.id, p.name, p.kind, p.issuer, p.client_id, p.client_authentication,
    p.sealed_secret is not null as has_secret, p.public_jwk->>'kid' as client_key_id, p.audiences, p.email_domains,
    p.required_claims, p.subject_claim, p.link_by, p.scopes, p.algorithms, p.active,
    '/oauth/callback/' || case when p.issuer like 'https://%' then substr(p.issuer, 9)
      else replace(p.issuer, '://', '/') end as redirect_path,
    p.discovery->>'authorization_endpoint' as authorization_endpoint,
    array(select coalesce(key->>'kid', '') from jsonb_array_elements(p.jwks) key) as key_ids,
    p.fetched_at, p.version, p.created_at, p.updated_at""",
    source="identity_providers p",
    order=(("p.id", "uuid"),),
    changed=(("p.updated_at", "timestamptz"), ("p.id", "uuid")),
    filters={"active": "p.active = {}::boolean"},
)


async def get_provider(ctx: Context, provider_id: UUID) -> IdentityProviderRow:
    """One identity provider. Raises `NotFound`."""
    row = await ctx.session.scalar(select(IdentityProviderRow).where(IdentityProviderRow.id == provider_id))
    if row is None:
        raise NotFound("No such identity provider.")
    return row


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
