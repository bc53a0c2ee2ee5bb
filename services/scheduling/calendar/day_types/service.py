"""Use cases of day types."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.calendar.day_types import repository
from services.scheduling.calendar.day_types.errors import DayTypeTaken, TooManyDayTypes
from services.scheduling.calendar.day_types.may import LISTING, MAY
from services.scheduling.calendar.day_types.rules import STANDARD
from services.scheduling.calendar.day_types.schemas import DayType, DayTypeCreate, DayTypeList, DayTypeUpdate
from services.scheduling.calendar.day_types.tables import DayTypeRow
from services.scheduling.calendar.day_types.transitions import CHANGE
from services.scheduling.calendar.school_policy.service import policy_of
from services.scheduling.permissions import POLICY
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import NoSuchSchool, fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: DayTypeList) -> Response:
    """Day types by code."""
    POLICY.require(ctx, "calendar:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, code: str, school_id: UUID | None) -> DayType:
    """One day type, of the district or of a school's own."""
    POLICY.require(ctx, "calendar:read")
    if code in STANDARD:
        stamps: dict[str, Any] = {
            "programme": None,
            "school": None,
            "standard": True,
            "version": None,
            "created_at": None,
            "updated_at": None,
            "may": [],
        }
        return DayType(**vars(STANDARD[code]), **stamps)
    return await shown(ctx, await repository.get_type(ctx, code, school_id))


async def add(ctx: Context, wish: DayTypeCreate) -> DayType:
    """Add a day type of the district's, whose code is nobody else's, or of a school's own, within the district's policy."""
    POLICY.require(ctx, "calendar:write", school_id=wish.school_id)
    if wish.code in STANDARD:
        raise DayTypeTaken(
            Words("It is one of the standard day types.", es="Es uno de los tipos de día estándar."),
            errors=[fault("/code", Words("taken", es="ya está en uso"))],
        )
    owners = await repository.owners_of(ctx, wish.code)
    if None in owners or wish.school_id in owners or (wish.school_id is None and owners):
        whose = Words(f"{len(owners)} school(s)", es=f"{len(owners)} escuelas")
        if None in owners:
            whose = Words("the district", es="el distrito")
        elif wish.school_id:
            whose = Words("the school", es="la escuela")
        raise DayTypeTaken(
            Words(f"It is one of those of {whose}.", es=f"Es uno de los tipos de día propios ({whose.es})."),
            errors=[fault("/code", Words("taken", es="ya está en uso"))],
        )
    if wish.school_id is not None:
        await _check_own(ctx, wish.school_id)
    row = DayTypeRow(**wish.model_dump())
    ctx.add(row)
    await ctx.session.flush()
    return await shown(ctx, row)


async def _check_own(ctx: Context, school_id: UUID) -> None:
    """Raises what keeps a school from having one more day type of its own."""
    if not await known_schools(ctx, {school_id}):
        raise NoSuchSchool(
            Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
            errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))],
        )
    most = (await policy_of(ctx)).own_day_types
    if await repository.count_own(ctx, school_id) >= most:
        raise TooManyDayTypes(
            Words(f"The district lets a school have {most}.", es=f"El distrito permite a una escuela tener {most}.")
        )


async def change(ctx: Context, code: str, school_id: UUID | None, patch: DayTypeUpdate) -> DayType:
    """Change what a day type is called."""
    POLICY.require(ctx, CHANGE.right, school_id=school_id)
    row = None if code in STANDARD else await repository.get_type(ctx, code, school_id)
    await CHANGE.check(ctx, row)
    assert row is not None, "a standard one is refused"
    ctx.check_version(row)
    patch.apply(row)
    await ctx.session.flush()
    return await shown(ctx, row)


async def shown(ctx: Context, row: DayTypeRow) -> DayType:
    """A day type that is not standard, in wire form."""
    return await MAY.reply(ctx, DayType, row, standard=False)
