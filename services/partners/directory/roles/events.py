"""Events of roles."""

from datetime import date
from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

HELD = Provable(
    right="roles:give",
    fields={"role": ()},
    role_fields=("role",),
    person="staff_id",
    day="starts_on",
    begins=True,
    withdrawn_by=("partners.role.ended.v1",),
    said={"en": "somebody began as {role}{place}", "es": "alguien comenzó como {role}{place}"},
)


class RoleAssigned(Event, type="partners.role.assigned.v1", subject="role-assignments/{assignment_id}", provable=HELD):
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
