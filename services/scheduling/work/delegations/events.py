"""Events of delegations."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class DelegationFact(Event, type="", subject=""):
    """A delegation: somebody does an absent person's tasks for some days."""

    delegation_id: UUID
    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date


class DelegationBegan(DelegationFact, type="scheduling.delegation.began.v1", subject="delegations/{delegation_id}"):
    """A delegation began: the delegate now acts for the absent person."""


class DelegationEnded(DelegationFact, type="scheduling.delegation.ended.v1", subject="delegations/{delegation_id}"):
    """A delegation ended: the absent person acts for themselves again."""
