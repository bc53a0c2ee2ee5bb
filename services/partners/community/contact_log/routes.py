"""HTTP of the contact log."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.contact_log import service
from services.partners.community.contact_log.errors import ContactAhead, NoSuchContactThere
from services.partners.community.contact_log.schemas import ContactLogCreate, ContactLogEntry, ContactLogList
from services.partners.community.contact_log.transitions import DELETE
from services.partners.community.relationships.errors import NotOfThePlace
from services.partners.community.relationships.transitions import CONTACTS
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["relationships"])
Reader = Annotated[Context, requires("relationships:read")]


@router.get("/contact-log", response_model=Page[ContactLogEntry], responses=refusals(NotPermitted))
async def list_contact_log(ctx: Reader, filters: Annotated[ContactLogList, Query()]) -> Response:
    """List when somebody was in touch, by day, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.get("/contact-log/{contact_log_id}", response_model=ContactLogEntry, responses=refusals(NotPermitted))
async def read_contact_log_entry(contact_log_id: UUID, ctx: Reader) -> Response:
    """Read one entry."""
    return await service.read(ctx, contact_log_id)


@router.post(
    "/relationships/{relationship_id}/contacts",
    status_code=201,
    response_model=ContactLogEntry,
    responses=refusals(NotPermitted, ContactAhead, NoSuchContactThere, NotOfThePlace),
)
async def log_contact(
    relationship_id: UUID, body: ContactLogCreate, ctx: Annotated[Context, requires(CONTACTS.door)]
) -> Response:
    """Note that somebody was in touch; what was asked of its owner for want of it is done with that."""
    return await service.reply(ctx, await service.log(ctx, relationship_id, body), 201)


@router.delete("/contact-log/{contact_log_id}", status_code=204, responses=refusals(NotPermitted))
async def remove_contact_log_entry(contact_log_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Take an entry back: it was not so."""
    await service.remove(ctx, contact_log_id)
    return ctx.nothing()
