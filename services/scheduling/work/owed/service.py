"""Use cases of what other services ask for. The newest version counts; older and repeated ones change nothing."""

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.owed import repository
from services.scheduling.work.owed.events import Reason, WorkRefused, WorkTaken
from services.scheduling.work.owed.heard import HeardWish, WorkOwed, WorkSettled
from services.scheduling.work.owed.rules import Difference, difference, due_day
from services.scheduling.work.owed_works.tables import OwedState, OwedWorkRow
from services.scheduling.work.tasks import service as tasks
from shared.asked_work import texts
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import active_roles
from shared.directory.references import SCHOOL, STAFF

#: What the directory may have by and by: tried again when it tells of more.
MAY_COME: list[Reason] = ["unknown_school", "unknown_role", "unknown_person", "nobody_holds_role"]
NOTHING_STANDS = Difference(is_afresh=True, is_reassigned=False, is_redated=False)


async def hear_wish(ctx: Context, service: str, said: WorkOwed) -> None:
    """Make tasks of a wish, or its open tasks what it now asks; answer that it is taken, or why not."""
    # A role or a school that changes in the same moment comes before or after it.
    await wait_for_publishing(ctx)
    row = await repository.find(ctx, service, said.origin_type, said.origin_id)
    if row is None:
        row = _unheard(service, said.origin_type, said.origin_id)
        ctx.add(row)
    elif row.heard_version >= said.version:
        return
    former = row.wish if row.state is OwedState.STANDING else None
    row.heard_version, row.wish = said.version, said.wish.model_dump(mode="json")
    await _follow(ctx, row, said.wish, former)


async def hear_end(ctx: Context, service: str, said: WorkSettled) -> None:
    """Close the tasks of what is settled: done on that day, or withdrawn. One not heard of yet is kept from making any."""
    await wait_for_publishing(ctx)
    row = await repository.find(ctx, service, said.origin_type, said.origin_id)
    if row is None:
        row = _unheard(service, said.origin_type, said.origin_id)
        ctx.add(row)
    elif row.heard_version >= said.version:
        return
    row.heard_version, row.state, row.reason = said.version, OwedState.SETTLED, None
    row.settled_as, row.settled_on = said.settled_as, said.settled_on
    await ctx.session.flush()
    if said.settled_as == "dropped":
        await _make(ctx, row, NOTHING_STANDS, await ctx.today())
        return
    for task in await repository.live_tasks(ctx, row):
        await tasks.finish(ctx, task, day=said.settled_on)


async def try_again(ctx: Context) -> None:
    """The directory has more than it had: make what could not be made for want of it."""
    for row in await repository.list_refused(ctx, list(MAY_COME)):
        wish = HeardWish.model_validate(row.wish)
        if await _reason_against(ctx, wish, await ctx.today()) is None:
            await _follow(ctx, row, wish, None)


async def _follow(ctx: Context, row: OwedWorkRow, wish: HeardWish, former: dict[str, Any] | None) -> None:
    today = await ctx.today()
    row.reason = await _reason_against(ctx, wish, today)
    row.settled_as = row.settled_on = None
    row.state = OwedState.STANDING if row.reason is None else OwedState.REFUSED
    if row.reason is None:
        await _take_over(ctx, row, wish, today)
    await _make(ctx, row, difference(former, row.wish or {}), today)
    facts = {"wish_version": row.heard_version}
    if row.reason is None:
        ctx.emit(WorkTaken.of(row, **facts, task_count=await repository.count_tasks(ctx, row)))
    else:
        ctx.emit(WorkRefused.of(row, **facts))


async def _make(ctx: Context, row: OwedWorkRow, how: Difference, today: date) -> None:
    if await repository.make(ctx, row, how, today):
        await blocking.end_over(ctx, today)


async def _take_over(ctx: Context, row: OwedWorkRow, wish: HeardWish, today: date) -> None:
    """What tasks are made of: the wish's own columns, the day by the calendar of its place, the words in English."""
    for name in ("school_id", "owned_by", "role", "person_id", "text_code", "text_values", "link", "closes_by"):
        setattr(row, name, getattr(wish, name))
    row.due_on = wish.due_on or await _due(ctx, wish, today)
    wanted = list(texts.people_and_schools(wish.text_code, wish.text_values))
    names = (await references(ctx, {STAFF: wanted, SCHOOL: wanted})).names()
    row.title = texts.say(wish.text_code, texts.named(wish.text_code, wish.text_values, names), "en")


async def _due(ctx: Context, wish: HeardWish, today: date) -> date:
    after = wish.due_after or today
    years = await calendars.calendars_at(ctx, after)
    return due_day(years.of(wish.school_id) if years else None, after, wish.school_days or 0)


async def _reason_against(ctx: Context, wish: HeardWish, today: date) -> Reason | None:
    """Why no task can be made of a wish; None if one can."""
    try:
        texts.check(wish.text_code, wish.text_values)
    except ValueError:
        return "unknown_text"
    if wish.role is not None and wish.role not in await active_roles(ctx):
        return "unknown_role"
    found = await repository.look_up(ctx, wish, today)
    if not found.has_school:
        return "unknown_school"
    if not found.has_person or (wish.role is None and wish.person_id is None):
        return "unknown_person"
    if wish.owned_by is OwnedBy.EACH and not found.has_holder:
        return "nobody_holds_role"
    return None


def _unheard(service: str, origin_type: str, origin_id: UUID) -> OwedWorkRow:
    return OwedWorkRow(
        service=service, origin_type=origin_type, origin_id=origin_id, heard_version=0, state=OwedState.SETTLED
    )
