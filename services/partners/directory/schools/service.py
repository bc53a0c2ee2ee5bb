"""Use cases of schools."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.schools import repository
from services.partners.directory.schools.events import SchoolRecorded
from services.partners.directory.schools.may import LISTING
from services.partners.directory.schools.schemas import SchoolChange, SchoolCreate, SchoolList, SchoolUpdate
from services.partners.directory.schools.tables import SchoolRow
from services.partners.directory.schools.transitions import CHANGE
from services.partners.permissions import POLICY
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: SchoolList) -> Response:
    """Schools by local code."""
    POLICY.require(ctx, "directory:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, school_id: UUID) -> Response:
    """One school."""
    POLICY.require(ctx, "directory:read")
    return await ctx.item(LISTING, school_id, "school")


async def add(ctx: Context, wish: SchoolCreate) -> SchoolRow:
    """Add a school that no roster brings."""
    POLICY.require(ctx, "directory:write")
    row = SchoolRow(**wish.model_dump())
    _check_days(row)
    return await ctx.save(row, SchoolRecorded)


async def change(ctx: Context, school_id: UUID, patch: SchoolUpdate) -> SchoolRow:
    """Change a school's facts, tags or cohort."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(SchoolRow, school_id, "school")
    ctx.check_version(row)
    return await _apply(ctx, row, patch)


async def change_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Change many schools by their local codes, without asking for versions: the last word counts."""
    POLICY.require(ctx, CHANGE.right)

    async def work(ctx: Context, wish: SchoolChange) -> UUID:
        return (await _apply(ctx, await repository.get_by_local_code(ctx, wish.local_code), wish)).id

    return await each(ctx, SchoolChange, items, work, validate_only=validate_only)


async def _apply(ctx: Context, row: SchoolRow, patch: SchoolUpdate) -> SchoolRow:
    patch.apply(row)
    _check_days(row)
    return await ctx.save(row, SchoolRecorded)


def emit_recorded(ctx: Context, row: SchoolRow) -> None:
    """Emit how the school now stands."""
    ctx.emit(SchoolRecorded.of(row))


def _check_days(row: SchoolRow) -> None:
    if row.opens_on and row.closes_on and row.closes_on < row.opens_on:
        raise DaysOutOfOrder(errors=[fault("/closes_on", Words("lies before opens_on", es="es anterior a opens_on"))])
