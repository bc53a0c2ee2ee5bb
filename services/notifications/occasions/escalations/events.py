"""Events of escalations."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class EscalationFired(Event, type="notifications.escalation.fired.v2", subject="escalations/{escalation_id}"):
    """An overdue task was escalated to somebody up the ladder.

    Written by the climbing SQL itself; a test holds it against this class.
    """

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    owner_id: UUID | None
    recipient_id: UUID
    due_on: date
    school_days_overdue: int
    after_school_days: int
    tell: str
    fired_on: date


class EscalationAcknowledged(
    Event, type="notifications.escalation.acknowledged.v2", subject="escalations/{escalation_id}"
):
    """The person notified acknowledged the escalation; higher rungs stay silent until then, that day included."""

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    recipient_id: UUID
    silent_until: date


class EscalationFiredV1(Event, type="notifications.escalation.fired.v1", subject="escalations/{escalation_id}"):
    """An overdue task was escalated, as it was told while every task was a plan's and at a school."""

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID
    school_id: UUID
    owner_id: UUID | None
    recipient_id: UUID
    due_on: date
    school_days_overdue: int
    after_school_days: int
    tell: str
    fired_on: date


class EscalationAcknowledgedV1(
    Event, type="notifications.escalation.acknowledged.v1", subject="escalations/{escalation_id}"
):
    """An escalation was acknowledged, as it was told while every task was a plan's and at a school."""

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID
    school_id: UUID
    recipient_id: UUID
    silent_until: date
