"""Events of roles."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class RoleAssigned(Event, type="partners.role.assigned.v1", subject="role-assignments/{assignment_id}"):
    """Somebody holds a role, with or without a known end."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None
    version: int


class RoleEnded(Event, type="partners.role.ended.v1", subject="role-assignments/{assignment_id}"):
    """A role ended, or its last day was set."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date
    version: int
