"""Who is told of a step of a plan, a revision, a barrier or an emergency access: whoever has to act now, and whom it concerns."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from services.notifications.messages.messages import reasons
from services.notifications.messages.messages.acting import Barrier, EmergencyAccess, NextToAct, PlanMoved
from services.notifications.messages.messages.composing import about
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names
from services.notifications.messages.messages.payloads import BarrierFacts, EmergencyAccessFacts, PlanStepFacts
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.wording.templates.kinds import Kind
from shared.events.next_to_act import Because

#: At these steps the work lies with the assignee: of events that do not say who has to act.
OF_ASSIGNEE = ("assigned", "escalated", "reopened")
#: Names a message says of those who have to act now.
NAMED = 3
PlanPart = Literal["approver", "finder", "publisher", "author"]
PLAN_PARTS: dict[str, PlanPart] = {"submitted": "approver", "returned": "author", "approved": "publisher"}


def way_of_plan(plan_id: UUID, revision: int | None = None) -> UUID:
    """What every step of a plan, or of a revision of it, on its way to the schools is about."""
    return about("plan", plan_id, revision)


def notify_of_plan_step(
    moved: PlanMoved, step: str, event_id: UUID, by: UUID | None, names: Names
) -> list[Notification]:
    """Whoever has to act now and, of an approval, the authors; not whoever took the step."""
    people: dict[UUID, tuple[PlanPart, WhyFacts]] = {
        one.person_id: (_plan_part(step, one), reasons.of_next(one, names)) for one in moved.next_to_act
    }
    for author in getattr(moved, "author_ids", []):
        people.setdefault(author, ("author", reasons.AUTHOR))
    topic = way_of_plan(moved.plan_id, getattr(moved, "number", None))
    return [
        Notification(
            event_id,
            person,
            PlanStepFacts(
                kind=Kind.PLAN_STEP,
                plan_id=moved.plan_id,
                revision=getattr(moved, "number", None),
                title=moved.title,
                step=step,
                part=part,
                by_name=names.get(by),
                next_names=_names(moved.next_to_act, names),
                because=because,
            ),
            by_hand=by is not None,
            topic=topic,
            moot=topic,
        )
        for person, (part, because) in people.items()
        if person != by
    ]


def notify_of_barrier(barrier: Barrier, step: str, event_id: UUID, by: UUID | None, names: Names) -> list[Notification]:
    """Who raised it at every step, and whoever has to act on it now, unless they took the step themselves."""
    people: dict[UUID, tuple[Literal["raiser", "assignee", "keeper"], WhyFacts]] = {}
    if barrier.raised_by_id is not None:
        people[barrier.raised_by_id] = ("raiser", reasons.RAISED)
    for one in barrier.next_to_act:
        if one.because is not Because.RAISED and one.person_id != by:
            part: Literal["assignee", "keeper"] = "assignee" if one.because is Because.ASSIGNED else "keeper"
            people[one.person_id] = (part, reasons.of_next(one, names))
    if not barrier.next_to_act and barrier.assignee_id is not None and step in OF_ASSIGNEE:
        people[barrier.assignee_id] = ("assignee", reasons.ASSIGNED)
    schools = barrier.school_ids
    return [
        Notification(
            event_id,
            person,
            BarrierFacts(
                kind=Kind.BARRIER,
                barrier_id=barrier.barrier_id,
                number=barrier.number,
                step=step,
                part=part,
                title=barrier.title,
                raiser_name=names.get(barrier.raised_by_id),
                next_names=_names(barrier.next_to_act, names),
                level=barrier.level,
                category=barrier.category,
                assignee_name=names.get(barrier.assignee_id),
                school_name=names.get(schools[0]) if len(schools) == 1 else None,
                school_count=len(schools),
                task_count=barrier.task_count,
                answer_due_on=barrier.answer_due_on,
                because=because,
            ),
            by_hand=by is not None,
            topic=about("barrier", barrier.barrier_id),
            moot=about("barrier", barrier.barrier_id),
        )
        for person, (part, because) in people.items()
    ]


def notify_of_emergency(
    access: EmergencyAccess, step: Literal["opened", "closed"], answerable: Mapping[UUID, WhyFacts], names: Names
) -> list[Notification]:
    """Those who answer for the records: of one that opens its opener too if they are one of them, of one to review not."""
    facts = EmergencyAccessFacts(
        kind=Kind.EMERGENCY_ACCESS,
        step=step,
        emergency_access_id=access.emergency_access_id,
        by_name=names.get(access.staff_id),
        school_name=names.get(access.school_id),
        is_whole_district=access.school_id is None,
        minutes=round((access.until - access.opened_at).total_seconds() / 60),
    )
    subject_id = access.emergency_access_id if step == "opened" else about(access.emergency_access_id, step)
    return [
        Notification(subject_id, person, facts.model_copy(update={"because": because}))
        for person, because in sorted(answerable.items())
        if step == "opened" or person != access.staff_id
    ]


def _plan_part(step: str, one: NextToAct) -> PlanPart:
    return "finder" if step == "submitted" and one.because is Because.NOBODY_ELSE else PLAN_PARTS[step]


def _names(people: Sequence[NextToAct], names: Names) -> list[str]:
    """The first of them, those not told of yet left out."""
    return [name for one in people if (name := names.get(one.person_id))][:NAMED]
