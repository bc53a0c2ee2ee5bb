"""HTTP of machine clients."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.clients import service
from services.partners.clients.schemas import Client, ClientCreate, ClientList, ClientWithSecret
from services.partners.errors import NoSuchStaff, OnlyForYourself, RevokedAlready, ScopeNotYours
from shared.auth.requires import requires
from shared.web.context import Context
from shared.web.errors import KeyRefused, NotFound, NotPermitted, refusals
from shared.web.schemas import Page

router = APIRouter(prefix="/v1/clients", tags=["clients"])


@router.get("", response_model=Page[Client], responses=refusals(NotPermitted))
async def list_clients(
    ctx: Annotated[Context, requires("clients:read")], filters: Annotated[ClientList, Query()]
) -> Response:
    """API credentials, without their secrets."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=ClientWithSecret,
    responses=refusals(NotPermitted, OnlyForYourself, ScopeNotYours, NoSuchStaff, KeyRefused),
)
async def create_client(
    body: ClientCreate, ctx: Annotated[Context, requires("clients:write", keyed=False)]
) -> Response:
    """Make an API credential. The secret is shown once, so this call takes no Idempotency-Key: nothing may keep it."""
    row, secret = await service.create(ctx, body)
    return ctx.reply(ClientWithSecret(**Client.model_validate(row).model_dump(), secret=secret), 201)


@router.get("/{client_id}", response_model=Client, responses=refusals(NotPermitted, NotFound))
async def read_client(client_id: UUID, ctx: Annotated[Context, requires("clients:read")]) -> Response:
    """One API credential."""
    return ctx.reply(Client.model_validate(await service.read(ctx, client_id)))


@router.delete("/{client_id}", response_model=Client, responses=refusals(NotPermitted, NotFound, RevokedAlready))
async def revoke_client(client_id: UUID, ctx: Annotated[Context, requires("clients:write")]) -> Response:
    """Take the credential back: it gets no further token."""
    return ctx.reply(Client.model_validate(await service.revoke(ctx, client_id)))
