"""HTTP of identities."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.claim_rules.errors import NoSuchIdentityProvider
from services.partners.access.identities import service
from services.partners.access.identities.errors import IdentityLinkedElsewhere, NotYourOwnIdentity
from services.partners.access.identities.may import MAY
from services.partners.access.identities.schemas import Identity, IdentityCreate, IdentityCreates, IdentityList
from services.partners.access.identities.transitions import CONFIRM, DELETE
from services.partners.directory.roles.errors import NotAnotherPerson
from services.partners.directory.roles.proposing import PROPOSED, done_or_proposed
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import NoSuchStaff, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["identities"])


@router.get("/v1/identities", response_model=Page[Identity], responses=refusals(NotPermitted))
async def list_identities(
    ctx: Annotated[Context, requires("access:read")], filters: Annotated[IdentityList, Query()]
) -> Response:
    """List who is linked to which identity at which provider, and when they last signed in."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/identities",
    status_code=201,
    response_model=Identity,
    responses=refusals(
        *(NotPermitted, NotYourOwnIdentity, IdentityLinkedElsewhere, NoSuchStaff),
        NoSuchIdentityProvider,
    )
    | PROPOSED,
)
async def link_identity(body: IdentityCreate, ctx: Annotated[Context, requires("access:write")]) -> Response:
    """Link a staff member to an identity by hand. Of a holder of a role that reaches far it waits for a second person (202)."""
    work, said = partial(service.link, ctx, body), partial(MAY.reply, ctx, Identity)
    return await done_or_proposed(ctx, "link_identity", body, work, said, 201)


@router.post("/v1/bulk/identities", response_model=BulkReply, responses=refusals(NotPermitted))
async def link_identities(
    body: IdentityCreates, ctx: Annotated[Context, requires("access:write")], validate_only: ValidateOnly = False
) -> Response:
    """Link many staff members, for instance from Google's list of user ids; each row gets its result."""
    return ctx.reply(await service.link_many(ctx, body.items, validate_only))


@router.post(
    "/v1/identities/{identity_id}/confirm",
    response_model=Identity,
    responses=refusals(NotPermitted, NotYourOwnIdentity, NotAnotherPerson),
)
async def confirm_identity(identity_id: UUID, ctx: Annotated[Context, requires(CONFIRM.door)]) -> Response:
    """Stand for a link another made by hand: until then nobody comes to a role that reaches far by it."""
    return ctx.reply(await MAY.reply(ctx, Identity, await service.confirm(ctx, identity_id)))


@router.delete("/v1/identities/{identity_id}", status_code=204, responses=refusals(NotPermitted, NotYourOwnIdentity))
async def unlink_identity(identity_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Unlink an identity: its sessions end, and the next sign-in counts as a first one."""
    await service.unlink(ctx, identity_id)
    return ctx.nothing()
