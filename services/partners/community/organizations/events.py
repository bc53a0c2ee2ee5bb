"""Events of organisations."""

from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

RECORDED = Provable(
    right="organizations:write",
    fields={"kind": (), "status": ()},
    place=None,
    said={"en": "an organization was recorded", "es": "se registró una organización"},
)


class OrganizationRecorded(
    Event, type="partners.organization.recorded.v1", subject="organizations/{organization_id}", provable=RECORDED
):
    """An organisation as it now stands; merged into another, it stands for nothing itself."""

    organization_id: UUID
    name: str
    kind: str
    status: str
    pillars: list[str]
    domains: list[str]
    languages: list[str]
    merged_into_id: UUID | None
    version: int
