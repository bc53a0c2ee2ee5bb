"""What is done about who meets a trigger: somebody is asked to look, somebody is told. By counts, and no student."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.attendance.triggers import repository
from services.assessment.attendance.triggers.events import AttendanceAlertsTold, ToldPerson
from services.assessment.attendance.triggers.rules import MessageTo, Step, TriggerAction
from shared.asked_work.events import Wish
from shared.context.context import Context
from shared.ids import id_from_source

ORIGIN = "attendance_alerts"
#: Somebody, a school, an action, and how many students it brings them.
Load = tuple[UUID | None, UUID, TriggerAction, int]
#: Who holds a role at which school (None: for the district), and whether what falls to it is theirs.
Holders = Mapping[UUID | None, Sequence[tuple[UUID, bool]]]


async def act(ctx: Context, trigger_id: UUID, step: Step, school_year: str, found: Sequence[Any]) -> None:
    """Ask and tell of a tier what is now so at these schools, of this school year."""
    await ask(ctx, trigger_id, step, school_year, [one.school_id for one in found])
    if TriggerAction.MESSAGE in step.actions:
        for one in found:
            if one.raised or one.undone:
                await _tell(ctx, trigger_id, step, school_year, one)


async def ask(
    ctx: Context,
    trigger_id: UUID,
    step: Step,
    school_year: str,
    school_ids: Sequence[UUID],
    *,
    is_handled: bool = False,
) -> None:
    """Ask who should look at these schools, from the day of the oldest alert of the year that is open; no longer where there
    is nothing to look at: that is done where somebody has just looked (`is_handled`), else nobody did it.
    """
    if TriggerAction.WORK not in step.actions:
        return
    counts = await repository.count_open(ctx, trigger_id, step.tier, school_year, school_ids) if school_ids else {}
    for school_id in sorted(school_ids):
        if school_id not in counts:
            await settle(ctx, trigger_id, step.tier, school_id, "done" if is_handled else "dropped")
            continue
        count, since = counts[school_id]
        wish = Wish(
            school_id=school_id,
            role=step.role,
            school_days=step.school_days,
            due_after=since,
            text_code="attendance.alerts",
            text_values={"count": count, "school": str(school_id)},
            link=f"/v1/attendance-alerts?state=open&trigger_id={trigger_id}&school_id={school_id}",
        )
        await ASKING.ask(ctx, ORIGIN, _origin(ctx, trigger_id, step.tier, school_id), wish)


async def settle(
    ctx: Context, trigger_id: UUID, tier: int, school_id: UUID, settled_as: Literal["done", "dropped"] = "dropped"
) -> None:
    """Ask nobody at a school any more."""
    await ASKING.settle(ctx, ORIGIN, _origin(ctx, trigger_id, tier, school_id), settled_as)


async def load(ctx: Context, step: Step, students: Mapping[UUID, Iterable[UUID]]) -> list[Load]:
    """Whom each action of a tier would reach that these students of these schools met."""
    found: list[Load] = []
    holders = await repository.holders_of(ctx, step.role)
    deciding = await repository.holders_of(ctx, step.proposes.role) if step.proposes else {}
    for school_id, concerned in students.items():
        count = len(set(concerned))
        at_school = holders.get(school_id) or holders.get(None) or []
        if TriggerAction.WORK in step.actions:
            found.append((_owner(holders, school_id), school_id, TriggerAction.WORK, count))
        if TriggerAction.MESSAGE in step.actions:
            told: Mapping[UUID, int] = {person: count for person, _ in at_school}
            if step.message_to == MessageTo.CASELOAD:
                on = await repository.caseloads(ctx, school_id, concerned)
                told = {person: len(theirs) for person, theirs in on.items()}
            found += [(person, school_id, TriggerAction.MESSAGE, reached) for person, reached in sorted(told.items())]
        if step.proposes:
            found.append((_owner(deciding, school_id), school_id, TriggerAction.PROPOSAL, count))
    return found


def _owner(holders: Holders, school_id: UUID) -> UUID | None:
    """Whose it would be at a school; None: nobody holds the role there or for the district."""
    at_school = holders.get(school_id) or holders.get(None) or []
    return next((person for person, is_owner in at_school if is_owner), None)


async def _tell(ctx: Context, trigger_id: UUID, step: Step, school_year: str, one: Any) -> None:
    still_open = await repository.open_students(ctx, trigger_id, step.tier, school_year, one.school_id)
    raised, undone = set(one.raised), set(one.undone)
    people = []
    if step.message_to == MessageTo.CASELOAD:
        theirs = await repository.caseloads(ctx, one.school_id, raised | undone | still_open)
        people = [
            ToldPerson(
                person_id=person,
                raised=len(students & raised),
                undone=len(students & undone),
                still_open=len(students & still_open),
            )
            for person, students in sorted(theirs.items())
            if students & (raised | undone)
        ]
        if not people:
            return
    ctx.emit(
        AttendanceAlertsTold(
            trigger_id=trigger_id,
            school_id=one.school_id,
            tier=step.tier,
            role=None if people else step.role,
            people=people,
            raised=len(raised),
            undone=len(undone),
            still_open=len(still_open),
        )
    )


def _origin(ctx: Context, trigger_id: UUID, tier: int, school_id: UUID) -> UUID:
    return id_from_source(ctx.district_id, ORIGIN, "school", f"{trigger_id}/{tier}/{school_id}")
