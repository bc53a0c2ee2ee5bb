"""Use cases of digests: one message per person and school day about everything due and overdue."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.composing import KEPT, about, line_facts, named_in
from services.notifications.messages.messages.consumed import DueLine, OverdueLine, TasksDue
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names, holders_in_district, names_of
from services.notifications.messages.messages.payloads import DigestFacts, TaskOverdue, TaskSoon, TaskTold
from services.notifications.messages.messages.reasons import COORDINATING, OWNER, POOLED
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.occasions.digests import repository
from services.notifications.occasions.digests.rules import Due, share_out
from services.notifications.occasions.digests.tables import DueLinesRow
from services.notifications.wording.templates.kinds import Kind
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.context.context import Context

LINES = TypeAdapter(list[DueLine])
OVERDUE_LINES = TypeAdapter(list[OverdueLine])


async def take_due(ctx: Context, told: Sequence[TasksDue]) -> None:
    """Keep what people have due until all of the day is here."""
    await repository.keep(ctx, told)


async def forget_plans(ctx: Context, plan_ids: Collection[UUID]) -> None:
    """Plans are over: neither today's digests nor the ladder speak of what they asked for."""
    await repository.forget_plans(ctx, plan_ids)


async def make_digests(ctx: Context, day: date) -> int:
    """Tell everybody what the day begins with. Returns the number of messages made."""
    rows = await repository.lines_of(ctx, day)
    due = {row.owner_id: _due(row) for row in rows}
    coordinators = await holders_in_district(ctx, DISTRICT_COORDINATOR) if None in due else []
    shares = share_out(due, coordinators)
    lines = [line for own in due.values() for line in (*own.due_soon, *own.overdue)]
    said = named_in(lines)
    names = await names_of(ctx, schools={line.school_id for line in lines} | said, staff=said)
    told = [
        Notification(about(ctx.district_id, person, day), person, _facts(day, own, nobodys, names))
        for person, (own, nobodys) in shares.items()
    ]
    return await messages.notify_many(ctx, Kind.DIGEST, told)


def _due(row: DueLinesRow) -> Due:
    return Due(
        row.due_soon_count,
        row.overdue_count,
        LINES.validate_python(row.due_soon[:KEPT]),
        OVERDUE_LINES.validate_python(row.overdue[:KEPT]),
        news=any(line["is_new"] for line in (*row.due_soon, *row.overdue)),
    )


def _facts(day: date, own: Due, nobodys: Due, names: Names) -> DigestFacts:
    return DigestFacts(
        kind=Kind.DIGEST,
        day=day,
        due_soon_count=own.due_soon_count,
        overdue_count=own.overdue_count,
        due_soon=[TaskSoon(**line_facts(line, names), to_take=line.to_take) for line in own.due_soon],
        overdue=_overdue(own, names),
        unowned_due_soon_count=nobodys.due_soon_count,
        unowned_overdue_count=nobodys.overdue_count,
        unowned_due_soon=[TaskTold(**line_facts(line, names)) for line in nobodys.due_soon],
        unowned_overdue=_overdue(nobodys, names),
        because=_because(own),
    )


def _because(own: Due) -> WhyFacts:
    if not own.due_soon_count + own.overdue_count:
        return COORDINATING
    return POOLED if all(line.to_take for line in (*own.due_soon, *own.overdue)) else OWNER


def _overdue(due: Due, names: Names) -> list[TaskOverdue]:
    return [
        TaskOverdue(**line_facts(line, names), school_days_overdue=line.school_days_overdue, to_take=line.to_take)
        for line in due.overdue
    ]
