"""Tasks that people give to a colleague, or take upon themselves, at a school or for the district."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.tasks import service
from services.scheduling.work.tasks.errors import DueInThePast
from services.scheduling.work.tasks.events import TaskGiven
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.schemas import TaskCreate
from services.scheduling.work.tasks.tables import OriginKind, OwnerCause, TaskRow, TaskSharerRow
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import NoSuchSchool, fault
from shared.texts.words import Words


async def give(ctx: Context, wish: TaskCreate) -> TaskRow:
    """Give a task to somebody who holds a role where it is owed. Raises `NoSuchSchool`, `NotAtSchool`, `DueInThePast`."""
    POLICY.require(ctx, "tasks:give", school_id=wish.school_id)
    if wish.school_id is not None and not await known_schools(ctx, [wish.school_id]):
        raise NoSuchSchool(errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))])
    await service.require_at_place(ctx, wish.owner_id, wish.school_id)
    others = [id_ for id_ in dict.fromkeys(wish.responsible_ids) if id_ != wish.owner_id]
    await service.require_all_at_place(ctx, others, wish.school_id)
    today = await ctx.today()
    if wish.due_on < today:
        raise DueInThePast(
            Words("Name today or a later day.", es="Indique hoy o un día posterior."),
            errors=[fault("/due_on", Words(f"lies before {today}", es=f"es anterior al {today}"))],
        )
    row = TaskRow(
        **wish.model_dump(exclude={"responsible_ids"}),
        origin_kind=OriginKind.GIVEN,
        owner_cause=OwnerCause.HAND,
        given_by=ctx.principal.staff_id,
        state="open",
    )
    ctx.add(row)
    await ctx.session.flush()
    for staff_id in others:
        ctx.add(TaskSharerRow(task_id=row.id, staff_id=staff_id))
    await ctx.session.flush()
    record(ctx, row.id, "owner_id", None, row.owner_id)
    ctx.emit(TaskGiven.of(row, responsible_ids=others, **await service.told(ctx, row)))
    return row
