"""HTTP of the systems that list a district's roster."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.roster_listings.errors import NoSuchRosterSource
from services.assessment.records.student_records.errors import RosterBusy
from services.assessment.roster.roster_imports.may import MAY as IMPORTS
from services.assessment.roster.roster_imports.schemas import RosterImport
from services.assessment.roster.roster_sources import repository, service
from services.assessment.roster.roster_sources.errors import RosterSourceImporting, RosterSourceKnown
from services.assessment.roster.roster_sources.may import LISTING, MAY
from services.assessment.roster.roster_sources.schemas import (
    RosterAlias,
    RosterAliasesBody,
    RosterAliasList,
    RosterPrecedence,
    RosterPrecedenceBody,
    RosterSource,
    RosterSourceCreate,
    RosterSourceList,
    RosterSourceUpdate,
)
from services.assessment.roster.roster_sources.transitions import CHANGE, END
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import NotPermitted, PeopleOnly, Stale, VersionMissing, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["roster imports"])


@router.get("/roster-sources", response_model=Page[RosterSource], responses=refusals(NotPermitted))
async def list_roster_sources(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[RosterSourceList, Query()]
) -> Response:
    """List the systems that list the district's roster, by rank. None: there is one, `sis`, of which nobody need say so."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post(
    "/roster-sources",
    status_code=201,
    response_model=RosterSource,
    responses=refusals(NotPermitted, PeopleOnly, RosterBusy, RosterSourceKnown),
)
async def add_roster_source(body: RosterSourceCreate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Add a system, as a person. With the first further one `sis` is declared as well, and what stands is its word."""
    return ctx.reply(await MAY.reply(ctx, RosterSource, await service.add(ctx, body)), 201)


@router.get("/roster-sources/{roster_source_id}", response_model=RosterSource, responses=refusals(NotPermitted))
async def read_roster_source(roster_source_id: UUID, ctx: Annotated[Context, requires("roster:read")]) -> Response:
    """Read one system."""
    return await ctx.item(LISTING, roster_source_id, "roster source", service.visible(ctx))


@router.patch(
    "/roster-sources/{roster_source_id}",
    response_model=RosterSource,
    responses=refusals(NotPermitted, PeopleOnly, RosterBusy),
)
async def change_roster_source(
    roster_source_id: UUID, body: RosterSourceUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change title or rank, as a person. With the rank, fields that several systems say are written anew at once."""
    return ctx.reply(await MAY.reply(ctx, RosterSource, await service.change(ctx, roster_source_id, body)))


@router.post(
    "/roster-sources/{roster_source_id}/end",
    status_code=202,
    response_model=RosterImport,
    responses=refusals(NotPermitted, PeopleOnly, RosterSourceImporting),
)
async def end_roster_source(
    roster_source_id: UUID, ctx: Annotated[Context, requires(END.door)], validate_only: ValidateOnly = False
) -> Response:
    """Have a system list the roster no more, as a person. The reply is the job that does it, with its `difference`: students who
    stand by its word alone retire, fields fall back to the next system. With `validate_only` it says so and changes nothing.

    It is held back for approval as a bundle would be that leaves as little, and taken back by restoring the job.
    """
    row = await service.end(ctx, roster_source_id, validate_only=validate_only)
    return ctx.reply(await IMPORTS.reply(ctx, RosterImport, row), 202)


@router.get("/roster-precedence", response_model=RosterPrecedence, responses=refusals(NotPermitted))
async def read_roster_precedence(ctx: Annotated[Context, requires("roster:read")]) -> Response:
    """Read for which fields another order of the systems holds than their ranks'. Version 0: nobody has said any."""
    return ctx.reply(await service.precedence(ctx))


@router.put(
    "/roster-precedence",
    response_model=RosterPrecedence,
    responses=refusals(NotPermitted, PeopleOnly, VersionMissing, Stale, RosterBusy, NoSuchRosterSource),
)
async def set_roster_precedence(
    body: RosterPrecedenceBody, ctx: Annotated[Context, requires("roster:write")]
) -> Response:
    """Say all orders that differ from the ranks', as a person; needs If-Match (`"0"` for the first)."""
    return ctx.reply(await service.set_precedence(ctx, body))


@router.get("/roster-aliases", response_model=Page[RosterAlias], responses=refusals(NotPermitted))
async def list_roster_aliases(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[RosterAliasList, Query()]
) -> Response:
    """List which schools, sessions, courses, classes, guardians and staff a system lists that another lists as well."""
    return await ctx.page(repository.ALIASES, filters, service.visible(ctx))


@router.post(
    "/bulk/roster-aliases", response_model=BulkReply, responses=refusals(NotPermitted, NoLegalBasis, RosterBusy)
)
async def put_roster_aliases(
    body: RosterAliasesBody, ctx: Annotated[Context, requires("roster:write")], validate_only: ValidateOnly = False
) -> Response:
    """Say of many things that a system lists them which another lists already, before it first does; students have aliases of
    their own. Each row gets its result, and the same again changes nothing.
    """
    return ctx.reply(await service.put_aliases(ctx, body.items, validate_only))
