"""HTTP of outside parties."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.privacy.parties import service
from services.partners.privacy.parties.errors import BasisContradicted, BasisIncomplete, PartyNameTaken
from services.partners.privacy.parties.may import MAY
from services.partners.privacy.parties.schemas import Party, PartyCreate, PartyList, PartyUpdate
from services.partners.privacy.parties.transitions import CHANGE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/parties", tags=["parties"])


@router.get("", response_model=Page[Party], responses=refusals(NotPermitted))
async def list_parties(
    ctx: Annotated[Context, requires("access:read")], filters: Annotated[PartyList, Query()]
) -> Response:
    """List outside organisations by name, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Party,
    responses=refusals(NotPermitted, BasisIncomplete, BasisContradicted, PartyNameTaken),
)
async def add_party(body: PartyCreate, ctx: Annotated[Context, requires("access:write")]) -> Response:
    """Add an outside organisation, with the legal basis it reads student records on and what that basis requires."""
    return ctx.reply(await MAY.reply(ctx, Party, await service.add(ctx, body)), 201)


@router.get("/{party_id}", response_model=Party, responses=refusals(NotPermitted))
async def read_party(party_id: UUID, ctx: Annotated[Context, requires("access:read")]) -> Response:
    """Read one outside organisation."""
    return await service.read(ctx, party_id)


@router.patch(
    "/{party_id}",
    response_model=Party,
    responses=refusals(NotPermitted, BasisIncomplete, BasisContradicted, PartyNameTaken),
)
async def change_party(party_id: UUID, body: PartyUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change an outside organisation, or end it with `active: false`: from then on it reads nothing."""
    return ctx.reply(await MAY.reply(ctx, Party, await service.change(ctx, party_id, body)))
