"""Events of delegations."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class DelegationFact(Event, type="", subject=""):
    """Somebody does another's work for some days."""

    delegation_id: UUID
    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date


class DelegationBegan(DelegationFact, type="scheduling.delegation.began.v1", subject="delegations/{delegation_id}"):
    """From now on the delegate acts for the absent."""


class DelegationEnded(DelegationFact, type="scheduling.delegation.ended.v1", subject="delegations/{delegation_id}"):
    """The absent acts for themselves again."""
