"""Use cases of machine clients."""

from uuid import UUID

from fastapi import Response

from services.partners.clients import repository, rules
from services.partners.clients.schemas import ClientCreate, ClientList
from services.partners.clients.tables import ClientRow
from services.partners.errors import OnlyForYourself, RevokedAlready, ScopeNotYours
from services.partners.permissions import POLICY
from shared.web.context import Context
from shared.web.errors import fault


async def listed(ctx: Context, filters: ClientList) -> Response:
    """The district's clients."""
    POLICY.require(ctx, "clients:read")
    return await ctx.page(repository.LISTING, filters)


async def read(ctx: Context, client_id: UUID) -> ClientRow:
    """One client."""
    POLICY.require(ctx, "clients:read")
    return await repository.get_client(ctx, client_id)


async def create(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str]:
    """Make a client and its secret. Nobody can hand on more than they hold."""
    POLICY.require(ctx, "clients:write")
    # A client for somebody else, or for nobody, would act with rights its maker does not have.
    if ctx.principal.kind == "person" and wish.staff_id != ctx.principal.id:
        raise OnlyForYourself("Name yourself as staff_id; the district's administration client makes all others.")
    beyond = [
        fault(f"/scopes/{place}", "your own token lacks it", "scope_not_yours")
        for place, scope in enumerate(wish.scopes)
        if scope not in ctx.principal.scopes
    ]
    if beyond:
        raise ScopeNotYours("Ask a client that holds them.", errors=beyond)
    return await store(ctx, wish)


async def store(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str]:
    """Write a client; the secret's plain text lives only in the answer."""
    secret = rules.new_secret()
    row = ClientRow(
        name=wish.name, scopes=sorted(set(wish.scopes)), staff_id=wish.staff_id, secret_hash=rules.hash_secret(secret)
    )
    ctx.add(row)
    await ctx.session.flush()
    return row, secret


async def revoke(ctx: Context, client_id: UUID) -> ClientRow:
    """No new tokens from now on; those already out live out their minutes."""
    POLICY.require(ctx, "clients:write")
    row = await repository.get_client(ctx, client_id)
    if row.revoked_at is not None:
        raise RevokedAlready
    row.revoked_at = ctx.now
    await ctx.session.flush()
    return row
