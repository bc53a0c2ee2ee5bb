"""What services say of steps after which somebody has to act, as far as notifying people needs it."""

from datetime import date, datetime
from uuid import UUID

from shared.events.event import Consumed, Read
from shared.events.next_to_act import Because


class NextToAct(Read):
    """Somebody who has to act after what an event tells, and why they."""

    person_id: UUID
    because: Because
    role: str | None = None
    school_id: UUID | None = None
    covers_id: UUID | None = None


class PlanMoved(Consumed, type=""):
    """A plan, or a revision of one (with its number), took a step on its way to the schools."""

    plan_id: UUID
    title: str = ""
    next_to_act: list[NextToAct] = []


class PlanSubmitted(PlanMoved, type="scheduling.plan.submitted.v1"):
    """It waits for approval."""


class PlanReturned(PlanMoved, type="scheduling.plan.returned.v1"):
    """It is its authors' again."""


class PlanApproved(PlanMoved, type="scheduling.plan.approved.v1"):
    """It may be published."""

    author_ids: list[UUID] = []


class RevisionSubmitted(PlanMoved, type="scheduling.revision.submitted.v1"):
    """It waits for approval."""

    number: int


class RevisionReturned(PlanMoved, type="scheduling.revision.returned.v1"):
    """It is its authors' again."""

    number: int


class RevisionApproved(PlanMoved, type="scheduling.revision.approved.v1"):
    """It may be published."""

    number: int
    author_ids: list[UUID]


class RevisionDiscarded(Consumed, type="scheduling.revision.discarded.v1"):
    """It was given up."""

    plan_id: UUID
    number: int


class PlanRevised(Consumed, type="scheduling.plan.revised.v1"):
    """It was published."""

    plan_id: UUID
    revision: int

    @property
    def number(self) -> int:
        """The revision's, as its steps say it."""
        return self.revision


PLAN_STEPS: tuple[type[PlanMoved], ...] = (
    PlanSubmitted,
    PlanReturned,
    PlanApproved,
    RevisionSubmitted,
    RevisionReturned,
    RevisionApproved,
)


class Barrier(Consumed, type=""):
    """A barrier as one step left it."""

    barrier_id: UUID
    number: int
    level: str | None
    category: str
    raised_by_id: UUID | None
    assignee_id: UUID | None
    school_ids: list[UUID]
    task_count: int
    answer_due_on: date | None
    title: str = ""
    next_to_act: list[NextToAct] = []


class BarrierRaised(Barrier, type="scheduling.barrier.raised.v1"):
    """It was raised."""


class BarrierTriaged(Barrier, type="scheduling.barrier.triaged.v1"):
    """Its level is decided."""


class BarrierAssigned(Barrier, type="scheduling.barrier.assigned.v1"):
    """Somebody owes the answer."""


class BarrierEscalated(Barrier, type="scheduling.barrier.escalated.v1"):
    """It went a level up."""


class BarrierDecided(Barrier, type="scheduling.barrier.decided.v1"):
    """What will be done is decided."""


class BarrierResolved(Barrier, type="scheduling.barrier.resolved.v1"):
    """It is said to be out of the way."""


class BarrierConfirmed(Barrier, type="scheduling.barrier.confirmed.v1"):
    """Who raised it agrees."""


class BarrierReopened(Barrier, type="scheduling.barrier.reopened.v1"):
    """Who raised it does not agree."""


class BarrierOverdue(Barrier, type="scheduling.barrier.overdue.v1"):
    """The clock ran out of a level from which none leads up by itself."""


BARRIER_STEPS: tuple[type[Barrier], ...] = (
    BarrierRaised,
    BarrierTriaged,
    BarrierAssigned,
    BarrierEscalated,
    BarrierDecided,
    BarrierResolved,
    BarrierConfirmed,
    BarrierReopened,
    BarrierOverdue,
)


class EmergencyAccess(Consumed, type=""):
    """Somebody may read student records because of a threat, at a school or in the whole district, until some moment."""

    emergency_access_id: UUID
    staff_id: UUID
    school_id: UUID | None
    opened_at: datetime
    until: datetime


class EmergencyAccessOpened(EmergencyAccess, type="partners.emergency_access.opened.v1"):
    """They may from now on."""


class EmergencyAccessClosed(EmergencyAccess, type="partners.emergency_access.closed.v1"):
    """They may no longer."""


class RiskFigure(Read):
    """One number of the reason why a plan is at risk."""

    name: str
    value: float


class PlanAtRisk(Consumed, type="scheduling.plan.at_risk.v1"):
    """A rule of the district says that a plan, or one of its goals, is at risk."""

    plan_id: UUID
    risk_id: UUID
    title: str
    kind: str
    goal_title: str | None
    found_on: date
    figures: list[RiskFigure]
    people: list[UUID]


class PlanRiskCleared(Consumed, type="scheduling.plan.risk_cleared.v1"):
    """It says so no longer."""

    plan_id: UUID
    risk_id: UUID
    title: str
    kind: str
    goal_title: str | None
    found_on: date
    figures: list[RiskFigure]
    people: list[UUID]


class ToldPerson(Read):
    """Somebody whose caseload students are on, and how many of them."""

    person_id: UUID
    raised: int
    undone: int
    still_open: int


class AttendanceAlertsTold(Consumed, type="assessment.attendance_alerts.told.v1"):
    """Absences of a school's students newly call for attention, or no longer do after a correction."""

    trigger_id: UUID
    school_id: UUID
    tier: int
    role: str | None
    people: list[ToldPerson]
    raised: int
    undone: int
    still_open: int
