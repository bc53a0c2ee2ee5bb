"""HTTP of relationships."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.community.organizations.errors import NoSuchOrganization, OrganizationMerged
from services.partners.community.relationships import service
from services.partners.community.relationships.errors import (
    NotOfThePlace,
    RelationshipThere,
    StepWithoutWords,
)
from services.partners.community.relationships.schemas import (
    Relationship,
    RelationshipCreate,
    RelationshipList,
    RelationshipUpdate,
)
from services.partners.community.relationships.transitions import CHANGE
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NoSuchStaff, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/relationships", tags=["relationships"])
Reader = Annotated[Context, requires("relationships:read")]


@router.get("", response_model=Page[Relationship], responses=refusals(NotPermitted))
async def list_relationships(ctx: Reader, filters: Annotated[RelationshipList, Query()]) -> Response:
    """List relationships and how they stand, those changed longest ago first, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Relationship,
    responses=refusals(
        *(NotPermitted, NoSuchSchool, NoSuchStaff, NoSuchOrganization, OrganizationMerged, DaysOutOfOrder),
        *(NotOfThePlace, RelationshipThere, StepWithoutWords),
    ),
)
async def add_relationship(
    body: RelationshipCreate, ctx: Annotated[Context, requires("relationships:write")]
) -> Response:
    """Begin to keep a relationship with an organization, a colleague or a body."""
    return await service.reply(ctx, await service.add(ctx, body), 201)


@router.get("/{relationship_id}", response_model=Relationship, responses=refusals(NotPermitted))
async def read_relationship(relationship_id: UUID, ctx: Reader) -> Response:
    """Read one relationship."""
    return await service.read(ctx, relationship_id)


@router.patch(
    "/{relationship_id}",
    response_model=Relationship,
    responses=refusals(NotPermitted, NotOfThePlace, RelationshipThere, StepWithoutWords, DaysOutOfOrder),
)
async def change_relationship(
    relationship_id: UUID, body: RelationshipUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a relationship; `owner_id` hands it over, `ended_on` ends it."""
    return await service.reply(ctx, await service.change(ctx, relationship_id, body))
