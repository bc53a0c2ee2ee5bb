"""Whose day it is, and what of the district they may see."""

from collections.abc import Iterable
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.views.my_day.repository import MY_DAY
from shared.context.context import Context
from shared.errors import PeopleOnly


async def read(ctx: Context) -> bytes:
    """The caller's day as JSON. Raises `PeopleOnly` for machine clients."""
    if ctx.principal.staff_id is None:
        raise PeopleOnly("A machine client has no day; ask GET /v1/tasks with owner_id.")
    held = {role.school_id for role in ctx.principal.roles}
    return await ctx.read(
        MY_DAY,
        ctx.principal.staff_id,
        ctx.now.isoformat(),
        _array(POLICY.schools(ctx, "tasks:read")),
        _array(None if None in held else (school_id for school_id in held if school_id)),
    )


def _array(ids: Iterable[UUID] | None) -> str | None:
    """The ids as PostgreSQL writes an array; None is everything."""
    return None if ids is None else "{" + ",".join(map(str, ids)) + "}"
