"""Use cases of clients' secrets: two live at a time, so that one can be replaced by the other without a gap."""

from uuid import UUID

from fastapi import Response

from services.partners.access.clients import repository, service
from services.partners.access.clients.may import SECRETS_LISTING
from services.partners.access.clients.schemas import ClientSecretCreate
from services.partners.access.clients.tables import ClientSecretRow
from services.partners.access.clients.transitions import REVOKE_SECRET, SECRETS
from services.partners.permissions import POLICY
from services.partners.revocation.ended_access.service import end_access
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import Invalid, fault
from shared.texts.words import Words


async def listed(ctx: Context, client_id: UUID, paging: Paging) -> Response:
    """A client's secrets, live and past, without the secrets themselves."""
    POLICY.require(ctx, "clients:read")
    await repository.get_client(ctx, client_id)
    return await ctx.page(SECRETS_LISTING, paging, {"client_id": client_id})


async def add(ctx: Context, client_id: UUID, wish: ClientSecretCreate) -> tuple[ClientSecretRow, str]:
    """A further secret. It opens all the client may do, so the caller must hold all of that. Raises `TwoSecrets`."""
    POLICY.require(ctx, SECRETS.right)
    row = await repository.get_client(ctx, client_id, lock=True)
    await SECRETS.check(ctx, row)
    if wish.expires_at is not None and wish.expires_at <= ctx.now:
        raise Invalid(errors=[fault("/expires_at", Words("a moment to come", es="un momento futuro"))])
    return await service.add_secret_row(ctx, row, wish.expires_at)


async def revoke(ctx: Context, client_id: UUID, secret_id: UUID) -> ClientSecretRow:
    """It gets nobody in from now on; the client's live tokens end, since nothing says which secret they were got with."""
    POLICY.require(ctx, REVOKE_SECRET.right)
    await repository.get_client(ctx, client_id, lock=True)
    row = await repository.get_secret(ctx, client_id, secret_id)
    await REVOKE_SECRET.check(ctx, row)
    row.revoked_at = ctx.now
    await end_access(ctx, "client", client_id, "secret_revoked")
    return row
