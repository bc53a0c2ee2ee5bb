"""HTTP of machine clients."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.clients import secrets, service
from services.partners.access.clients.errors import (
    BeyondYourClient,
    ClientRevoked,
    KeyNotUsable,
    NetworkNotYours,
    OnlyForYourself,
    PartyNotYours,
    ScopeNotForParties,
    ScopeNotYours,
    TwoSecrets,
)
from services.partners.access.clients.may import MAY, MAY_OF_SECRETS
from services.partners.access.clients.schemas import (
    Client,
    ClientCreate,
    ClientList,
    ClientSecret,
    ClientSecretCreate,
    ClientUpdate,
    ClientWithSecret,
    NewClientSecret,
)
from services.partners.access.clients.transitions import CHANGE, REVOKE, REVOKE_SECRET, SECRETS
from services.partners.directory.staff.errors import NoSuchParty
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NoSuchSchool, NoSuchStaff, NotPermitted, RevokedAlready, refusals
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1/clients", tags=["clients"])
BEYOND = (OnlyForYourself, ScopeNotYours, PartyNotYours, NetworkNotYours, BeyondYourClient)


@router.get("", response_model=Page[Client], responses=refusals(NotPermitted))
async def list_clients(
    ctx: Annotated[Context, requires("clients:read")], filters: Annotated[ClientList, Query()]
) -> Response:
    """List API clients, without their secrets."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=ClientWithSecret,
    responses=refusals(
        *(NotPermitted, *BEYOND, ScopeNotForParties, NoSuchStaff, NoSuchParty, NoSuchSchool, KeyNotUsable)
    ),
)
async def create_client(
    body: ClientCreate, ctx: Annotated[Context, requires("clients:write", keyed=False)]
) -> Response:
    """Create an API client. The secret is shown once, so this call takes no Idempotency-Key."""
    row, secret = await service.create(ctx, body)
    return ctx.reply(await MAY.reply(ctx, ClientWithSecret, row, secret=secret), 201)


@router.get("/{client_id}", response_model=Client, responses=refusals(NotPermitted))
async def read_client(client_id: UUID, ctx: Annotated[Context, requires("clients:read")]) -> Response:
    """Read one API client."""
    return await service.read(ctx, client_id)


@router.patch(
    "/{client_id}",
    response_model=Client,
    responses=refusals(NotPermitted, *BEYOND, ScopeNotForParties, NoSuchSchool, KeyNotUsable, ClientRevoked),
)
async def change_client(
    client_id: UUID, body: ClientUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change what a client may do. It can gain only what the caller holds; what it loses it loses at once."""
    return ctx.reply(await MAY.reply(ctx, Client, await service.change(ctx, client_id, body)))


@router.delete("/{client_id}", response_model=Client, responses=refusals(NotPermitted, RevokedAlready))
async def revoke_client(client_id: UUID, ctx: Annotated[Context, requires(REVOKE.door)]) -> Response:
    """Revoke a client: it gets no further token, and its live tokens end."""
    return ctx.reply(await MAY.reply(ctx, Client, await service.revoke(ctx, client_id)))


@router.get("/{client_id}/secrets", response_model=Page[ClientSecret], responses=refusals(NotPermitted))
async def list_client_secrets(
    client_id: UUID, ctx: Annotated[Context, requires("clients:read")], paging: PagingQuery
) -> Response:
    """List when a client's secrets were made and last used; never the secrets."""
    return await secrets.listed(ctx, client_id, paging)


@router.post(
    "/{client_id}/secrets",
    status_code=201,
    response_model=NewClientSecret,
    responses=refusals(NotPermitted, *BEYOND, ClientRevoked, TwoSecrets),
)
async def add_client_secret(
    client_id: UUID,
    body: Annotated[ClientSecretCreate, may_be_empty(ClientSecretCreate)],
    ctx: Annotated[Context, requires(SECRETS.door, keyed=False)],
) -> Response:
    """Add a second secret, shown once: change over to it, then revoke the first. Takes no Idempotency-Key."""
    row, secret = await secrets.add(ctx, client_id, body)
    return ctx.reply(await MAY_OF_SECRETS.reply(ctx, NewClientSecret, row, secret=secret), 201)


@router.delete(
    "/{client_id}/secrets/{secret_id}", response_model=ClientSecret, responses=refusals(NotPermitted, RevokedAlready)
)
async def revoke_client_secret(
    client_id: UUID, secret_id: UUID, ctx: Annotated[Context, requires(REVOKE_SECRET.door)]
) -> Response:
    """Revoke a secret. The client's live tokens end too; with its other secret it gets new ones."""
    return ctx.reply(await MAY_OF_SECRETS.reply(ctx, ClientSecret, await secrets.revoke(ctx, client_id, secret_id)))
