"""HTTP of identity providers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.partners.access.identity_providers import service
from services.partners.access.identity_providers.discovery import UNREADABLE
from services.partners.access.identity_providers.errors import (
    ClientSecretMismatch,
    EmailIsNoIdentity,
    IssuerTaken,
    SharedIssuer,
)
from services.partners.access.identity_providers.may import MAY
from services.partners.access.identity_providers.schemas import (
    CheckReport,
    IdentityProvider,
    IdentityProviderCreate,
    IdentityProviderList,
    IdentityProviderUpdate,
    PublicKeys,
)
from services.partners.access.identity_providers.transitions import CHANGE, CHECK, DELETE
from services.partners.directory.roles.errors import BeyondYourRoles
from shared.context.context import Context
from shared.context.replies import json_reply
from shared.errors import NotFound, NotPermitted, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import public, requires

router = APIRouter(tags=["identity providers"])
published = APIRouter(tags=["identity providers"], dependencies=[public()])
routers = (router, published)

REFUSED = (NotPermitted, BeyondYourRoles, SharedIssuer, EmailIsNoIdentity, ClientSecretMismatch, IssuerTaken)


@router.get("/v1/identity-providers", response_model=Page[IdentityProvider], responses=refusals(NotPermitted))
async def list_identity_providers(
    ctx: Annotated[Context, requires("access:read")], filters: Annotated[IdentityProviderList, Query()]
) -> Response:
    """List the OpenID providers the district trusts, without their secrets."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/identity-providers",
    status_code=201,
    response_model=IdentityProvider,
    responses=refusals(*REFUSED, *UNREADABLE),
)
async def register_identity_provider(
    body: IdentityProviderCreate, ctx: Annotated[Context, requires("access:write")]
) -> Response:
    """Register an OpenID provider: its discovery document and keys are read at once, and must fit."""
    return ctx.reply(await MAY.reply(ctx, IdentityProvider, await service.register(ctx, body)), 201)


@router.get("/v1/identity-providers/{provider_id}", response_model=IdentityProvider, responses=refusals(NotPermitted))
async def read_identity_provider(provider_id: UUID, ctx: Annotated[Context, requires("access:read")]) -> Response:
    """Read one identity provider."""
    return await service.read(ctx, provider_id)


@router.patch("/v1/identity-providers/{provider_id}", response_model=IdentityProvider, responses=refusals(*REFUSED))
async def change_identity_provider(
    provider_id: UUID, body: IdentityProviderUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change how a provider is used, renew its secret, or reactivate it (`active`)."""
    return ctx.reply(await MAY.reply(ctx, IdentityProvider, await service.change(ctx, provider_id, body)))


@router.delete(
    "/v1/identity-providers/{provider_id}",
    response_model=IdentityProvider,
    responses=refusals(NotPermitted, Stale, VersionMissing),
)
async def retire_identity_provider(provider_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Retire a provider: it signs nobody in any more, and sessions and roles that came through it end at once."""
    return ctx.reply(await MAY.reply(ctx, IdentityProvider, await service.retire(ctx, provider_id)))


@router.post("/v1/identity-providers/{provider_id}/check", response_model=CheckReport, responses=refusals(NotPermitted))
async def check_identity_provider(provider_id: UUID, ctx: Annotated[Context, requires(CHECK.door)]) -> Response:
    """Check the provider's discovery document and keys again, and say what is wrong."""
    return ctx.reply(await service.check(ctx, provider_id))


@published.get(
    "/oauth/identity-providers/{provider_id}/jwks.json",
    response_model=PublicKeys,
    responses=refusals(NotFound, guarded=False),
)
async def read_identity_provider_key(provider_id: UUID, request: Request) -> Response:
    """Read the public key a provider verifies us with, when we authenticate to it with a key of our own."""
    reply = json_reply(await service.published_keys(request.app.state.db, provider_id))
    reply.headers["Cache-Control"] = "public, max-age=300"
    return reply
