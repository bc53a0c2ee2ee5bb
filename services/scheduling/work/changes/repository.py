"""What changes read and write."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause

from services.scheduling.planning.targets.whole_sets import join_whole_sets
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.changes import statements
from services.scheduling.work.tasks.tables import OriginKind
from shared.context.context import Context
from shared.ids import new_id


@dataclass(frozen=True)
class Outcome:
    """What a change did: counts of tasks, and of the schools and people it touched."""

    change_id: UUID
    added: int = 0
    withdrawn: int = 0
    revived: int = 0
    redated: int = 0
    moved: int = 0
    schools: int = 0
    people: int = 0

    def plus(self, other: "Outcome") -> "Outcome":
        """Both together, under the later's id; who or what both touched is counted twice."""
        counts = {name: value + getattr(other, name) for name, value in asdict(self).items() if name != "change_id"}
        return Outcome(change_id=other.change_id, **counts)


async def places_waiting_for(ctx: Context, staff_ids: Sequence[UUID]) -> list[UUID | None]:
    """The schools (None: the district itself) at which a role of these people is asked for by tasks of nobody, or of each."""
    values = {"district_id": ctx.district_id, "staff_ids": list(staff_ids)}
    return list(await ctx.session.scalars(statements.WAITING_FOR, values))


async def follow_plans(
    ctx: Context,
    due_dates: Mapping[str, Any],
    activity_ids: Sequence[UUID],
    today: date,
    *,
    cause: str,
    reason: str,
    school_ids: Sequence[UUID] | None = None,
    strict: bool = False,
    redated: Sequence[UUID] = (),
    vanishing: Sequence[UUID] = (),
    only_new: bool = False,
) -> Outcome:
    """Make the tasks of these activities what the plans want of them. Without `school_ids`, at every school.

    Of those in `redated` every open task gets the day it should have, or goes; of those in `vanishing` goes what is to come and
    has no day any more.
    """
    values = {
        **{"today": today, "activity_ids": list(activity_ids), "redated": list(redated)},
        "vanishing": list(vanishing),
        **{"strict": strict, "only_new": only_new, "reason": reason},
        **_schools(school_ids),
        **due_dates,
    }
    done = await _run(ctx, statements.FOLLOW_PLANS, cause, values)
    if done.withdrawn:
        await blocking.end_over(ctx, today)
    return done


async def follow_others(
    ctx: Context, origin: OriginKind, today: date, cause: str, school_ids: Sequence[UUID] | None
) -> Outcome:
    """Give what no plan asks for the owner it should have, or nobody; what was owed at a closed school is over."""
    values = {"today": today, "origin": origin, "reason": "The school has closed, or its owner has left."}
    done = await _run(ctx, statements.FOLLOW_OTHERS, cause, {**values, **_schools(school_ids)})
    if done.withdrawn:
        await blocking.end_over(ctx, today)
    return done


async def follow_calendar(ctx: Context, days: Mapping[str, Any], school_ids: Sequence[UUID] | None) -> Outcome:
    """Move what is due on days without school, and back what such days had moved."""
    return await _run(ctx, statements.FOLLOW_CALENDAR, "calendar", {**days, **_schools(school_ids)})


async def _run(ctx: Context, statement: TextClause, cause: str, values: dict[str, Any]) -> Outcome:
    change_id = new_id()
    fixed = {"change_id": change_id, "cause": cause}
    await ctx.session.flush()
    row = await join_whole_sets(ctx, statement, {**values, **fixed, **ctx.emitting()})
    return Outcome(change_id=change_id, **row._asdict())


def _schools(school_ids: Sequence[UUID] | None) -> dict[str, Any]:
    return {"every_school": school_ids is None, "school_ids": list(school_ids or [])}
