"""Use cases of unowned tasks."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.unowned_tasks import repository
from services.scheduling.work.unowned_tasks.schemas import UnownedFilter, UnownedTasks
from shared.context.context import Context
from shared.errors import PeopleOnly
from shared.texts.words import Words


async def read(ctx: Context, wish: UnownedFilter) -> UnownedTasks:
    """Unowned tasks at the schools whose tasks the caller may see. Raises `PeopleOnly` for a machine's own list."""
    keeper_id = ctx.principal.staff_id if wish.keeper == "me" else wish.keeper
    if wish.keeper == "me" and keeper_id is None:
        raise PeopleOnly(
            Words(
                "A machine client keeps no list; name a keeper's id.",
                es="Un cliente automático no lleva una lista; nombre el id de quien la lleva.",
            )
        )
    today = await ctx.today()
    found = await repository.list_unowned(
        ctx,
        today,
        POLICY.schools(ctx, "tasks:read"),
        school_id=wish.school_id,
        role=wish.role,
        keeper_id=keeper_id,
    )
    return UnownedTasks(day=today, **found)
