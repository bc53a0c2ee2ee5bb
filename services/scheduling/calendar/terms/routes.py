"""HTTP of terms."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.calendar.terms import service
from services.scheduling.calendar.terms.errors import (
    NoSuchSchoolYear,
    TermCodeTaken,
    TermOfRoster,
    TermOutsideYear,
    TermsOverlap,
)
from services.scheduling.calendar.terms.may import MAY
from services.scheduling.calendar.terms.schemas import Term, TermCreate, TermList, TermUpdate
from services.scheduling.calendar.terms.transitions import CHANGE, DELETE
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/terms", tags=["terms"])

PLACES = (*(DaysOutOfOrder, NoSuchSchoolYear, TermOutsideYear, TermsOverlap), TermCodeTaken)


@router.get("", response_model=Page[Term], responses=refusals(NotPermitted))
async def list_terms(
    ctx: Annotated[Context, requires("calendar:read")], filters: Annotated[TermList, Query()]
) -> Response:
    """List terms, earliest first; with `updated_since` also removed ones."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=Term, responses=refusals(NotPermitted, NoSuchSchool, *PLACES))
async def add_term(body: TermCreate, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Add a term that is in no roster."""
    return ctx.reply(await MAY.reply(ctx, Term, await service.add(ctx, body)), 201)


@router.get("/{term_id}", response_model=Term, responses=refusals(NotPermitted))
async def read_term(term_id: UUID, ctx: Annotated[Context, requires("calendar:read")]) -> Response:
    """Read one term."""
    return await service.read(ctx, term_id)


@router.patch("/{term_id}", response_model=Term, responses=refusals(NotPermitted, *PLACES, TermOfRoster))
async def change_term(term_id: UUID, body: TermUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change a term added by hand."""
    return ctx.reply(await MAY.reply(ctx, Term, await service.change(ctx, term_id, body)))


@router.delete("/{term_id}", status_code=204, responses=refusals(NotPermitted, TermOfRoster))
async def remove_term(term_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Remove a term added by hand."""
    await service.remove(ctx, term_id)
    return ctx.nothing()
