"""Use cases of day types."""

from fastapi import Response

from services.scheduling.calendar.day_types import repository
from services.scheduling.calendar.day_types.errors import DayTypeIsStandard, DayTypeTaken
from services.scheduling.calendar.day_types.rules import STANDARD
from services.scheduling.calendar.day_types.schemas import DayType, DayTypeCreate, DayTypeList, DayTypeUpdate
from services.scheduling.calendar.day_types.tables import DayTypeRow
from services.scheduling.permissions import POLICY
from shared.context.context import Context
from shared.errors import fault


async def listed(ctx: Context, filters: DayTypeList) -> Response:
    """Day types by code."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.page(repository.LISTING, filters)


async def read(ctx: Context, code: str) -> DayType:
    """One day type."""
    POLICY.require(ctx, "calendar:read")
    if code in STANDARD:
        stamps = {"programme": None, "standard": True, "version": None, "created_at": None, "updated_at": None}
        return DayType(**vars(STANDARD[code]), **stamps)
    return shown(await repository.get_type(ctx, code))


async def add(ctx: Context, wish: DayTypeCreate) -> DayType:
    """Add a day type; its code is nobody else's."""
    POLICY.require(ctx, "calendar:write")
    if wish.code in STANDARD:
        raise DayTypeTaken("It is one of the standard day types.", errors=[fault("/code", "taken")])
    row = DayTypeRow(**wish.model_dump())
    ctx.add(row)
    await ctx.session.flush()
    return shown(row)


async def change(ctx: Context, code: str, patch: DayTypeUpdate) -> DayType:
    """Change what a day type is called."""
    POLICY.require(ctx, "calendar:write")
    if code in STANDARD:
        raise DayTypeIsStandard("Add one of your own instead.")
    row = await repository.get_type(ctx, code)
    ctx.check_version(row)
    patch.apply(row)
    await ctx.session.flush()
    return shown(row)


def shown(row: DayTypeRow) -> DayType:
    """A day type of the district's own in wire form."""
    names = DayType.model_fields.keys() - {"standard"}
    return DayType(**{name: getattr(row, name) for name in names}, standard=False)
