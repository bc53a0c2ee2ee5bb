"""Wire models of escalation ladders and of what they told."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.notifications.occasions.escalations.rules import LONGEST_QUIET, LONGEST_WAIT, MOST_RUNGS
from services.notifications.references import PlanReference
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import Body, Day, Moment, Reply, RoleCode, Whole


class RungBody(Body):
    """After how long whom an overdue task escalates to, and how long until the same person is notified again."""

    after_school_days: Annotated[Whole, Field(ge=0, le=LONGEST_WAIT, description="School days past the due date.")]
    tell: Annotated[
        RoleCode,
        Field(description="`owner`, or a role of the district's catalogue: at the task's school, or for the district."),
    ]
    quiet_period_days: Annotated[Whole, Field(ge=0, le=LONGEST_QUIET, description="Calendar days.")]


Rungs = Annotated[list[RungBody], Field(max_length=MOST_RUNGS, description="Lowest first. None: nothing escalates.")]


class LadderBody(Body):
    """The whole ladder."""

    rungs: Rungs


class PreviewBody(Body):
    """A ladder to try; without one, the district's own."""

    rungs: Rungs | None = None


class RungReply(Reply):
    """One rung."""

    after_school_days: int
    tell: str
    quiet_period_days: int


class Ladder(Reply):
    """The district's ladder. Version 0 is the usual one, which nobody has changed."""

    rungs: list[RungReply]
    version: int


class RungPreview(RungReply):
    """Whom a rung would notify of overdue tasks: all tasks at this rung, and those not yet notified or silenced."""

    tasks: int
    people: int
    new_tasks: int
    new_people: int
    tasks_without_anybody: int = Field(description="Overdue for so long, but nobody else holds the role.")


class LadderPreview(Reply):
    """What a ladder would do with the last day's overdue tasks; `day` is null before the first."""

    day: date | None
    rungs: list[RungPreview]


class Escalation(Reply):
    """One rung notified one person of one overdue task."""

    id: UUID
    task_id: UUID
    plan: PlanReference | None
    activity_code: str | None
    title: str | None = Field(description="null: somebody gave it, and its words are read at the task alone.")
    text_code: str | None = Field(description="Of what another service asked for: the code of its text.")
    text_values: dict[str, Any] | None = Field(description="What stands in that text: ids, counts, days and codes.")
    school: SchoolReference | None = Field(description="null: the district itself owes it.")
    owner: StaffReference | None
    due_on: date
    school_days_overdue: int
    after_school_days: int
    tell: str
    quiet_period_days: int
    recipient: StaffReference
    fired_on: date
    acknowledged_at: Moment | None
    silent_until: date | None = Field(description="Once acknowledged: higher rungs stay silent until then.")
    version: int
    created_at: Moment
    updated_at: Moment


class EscalationList(Paging):
    """Filters of the list of escalations."""

    recipient_id: SeveralPeople | None = None
    school_id: Several[UUID] | None = None
    task_id: Several[UUID] | None = None
    tell: Several[RoleCode] | None = None
    fired_on: Day | None = None
    acknowledged: bool | None = Field(default=None, description="Only those acknowledged, or only those that are not.")
