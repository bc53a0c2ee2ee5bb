"""Events of the district's catalogue of roles."""

from uuid import UUID

from shared.events.event import Event


class RoleRecorded(Event, type="partners.role.recorded.v1", subject="roles/{role_id}"):
    """A role of the catalogue as it now stands: what it is called, by language, and the permission profile it stands on."""

    role_id: UUID
    code: str
    names: dict[str, str]
    profile: str
    place: str
    given_by: list[str]
    active: bool
    version: int
