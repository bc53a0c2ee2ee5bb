"""Wire models of proofs."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.references import ActivityReference, PlanReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.expecting.occurrences import OccurrenceStanding
from shared.schemas import Day, Moment, Reply

Outcome = Literal["closed", "further", "nowhere", "set_aside"]


class Proof(Reply):
    """A fact that meets what an activity asks for, at one place, and what became of it."""

    id: UUID
    plan: PlanReference
    activity: ActivityReference
    school: SchoolReference | None = Field(description="null: it is a fact of the district itself.")
    task_id: UUID | None = Field(description="The task it is evidence of; null where it fell nowhere.")
    outcome: Outcome = Field(
        description="closed: it closed the task. further: the task of its days was done already. "
        "nowhere: its day is in no task's days. set_aside: somebody opened the task again since; it proves nothing of it."
    )
    event_id: UUID
    event_type: str
    subject: str = Field(description="What the event is about, such as administrations/{id}.")
    fact_on: Day = Field(description="The day the fact speaks of.")
    told_at: Moment = Field(description="When the event says it happened.")
    version: int
    created_at: Moment
    updated_at: Moment


class ProofList(Paging):
    """Filters of the list of proofs."""

    plan_id: Several[UUID] | None = None
    activity_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = None
    outcome: Outcome | None = None


class ExpectedTask(Reply):
    """One occurrence of what an activity asks of a school, and the days whose facts prove it."""

    task_id: UUID
    due_on: Day
    first_on: Day = Field(description="The first day whose facts prove it.")
    last_on: Day | None = Field(description="The last such day; null: as long as no later school year is listed.")
    standing: OccurrenceStanding = Field(
        description="expected: not due yet, in its grace, or blocked. met: done. missed: due, and not done. "
        "excused: withdrawn by hand, or without a school day until it was due."
    )


class Expectation(Reply):
    """What one activity asks of a school again and again, or once, and events prove."""

    activity: ActivityReference
    grace_days: int
    expected: int
    met: int
    missed: int
    excused: int
    tasks: list[ExpectedTask]


class Expectations(Reply):
    """What a plan asks of a school and events prove, as it stands on `day`."""

    plan: PlanReference
    school: SchoolReference
    day: Day
    activities: list[Expectation]
