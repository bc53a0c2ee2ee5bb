"""HTTP of contacts of organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.organization_contacts import service
from services.partners.community.organization_contacts.errors import WritingConsentNotShown
from services.partners.community.organization_contacts.schemas import (
    OrganizationContact,
    OrganizationContactCreate,
    OrganizationContactList,
    OrganizationContactUpdate,
)
from services.partners.community.organization_contacts.transitions import CHANGE, DELETE
from services.partners.community.organizations.errors import NoSuchOrganization, OrganizationMerged
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/organization-contacts", tags=["organizations"])
Reader = Annotated[Context, requires("organizations:read")]


@router.get("", response_model=Page[OrganizationContact], responses=refusals(NotPermitted))
async def list_organization_contacts(ctx: Reader, filters: Annotated[OrganizationContactList, Query()]) -> Response:
    """List people at organisations, those changed longest ago first, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=OrganizationContact,
    responses=refusals(NotPermitted, NoSuchOrganization, OrganizationMerged, WritingConsentNotShown),
)
async def add_organization_contact(
    body: OrganizationContactCreate, ctx: Annotated[Context, requires("organizations:write")]
) -> Response:
    """Write down somebody at an organisation, who is no staff of the district."""
    return await service.reply(ctx, await service.add(ctx, body), 201)


@router.get("/{organization_contact_id}", response_model=OrganizationContact, responses=refusals(NotPermitted))
async def read_organization_contact(organization_contact_id: UUID, ctx: Reader) -> Response:
    """Read one contact; of one that was removed nothing is left."""
    return await service.read(ctx, organization_contact_id)


@router.patch(
    "/{organization_contact_id}",
    response_model=OrganizationContact,
    responses=refusals(NotPermitted, WritingConsentNotShown),
)
async def change_organization_contact(
    organization_contact_id: UUID,
    body: OrganizationContactUpdate,
    ctx: Annotated[Context, requires(CHANGE.door)],
) -> Response:
    """Change a contact; `active: false` says that they are not there any more."""
    return await service.reply(ctx, await service.change(ctx, organization_contact_id, body))


@router.delete("/{organization_contact_id}", status_code=204, responses=refusals(NotPermitted))
async def remove_organization_contact(
    organization_contact_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]
) -> Response:
    """Forget a contact: name, addresses and telephone are gone for good, and within a day from replies kept for repeats."""
    await service.remove(ctx, organization_contact_id)
    return ctx.nothing()
