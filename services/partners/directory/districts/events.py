"""Events of districts."""

from uuid import UUID

from shared.events.event import Event


class DistrictRecorded(Event, type="partners.district.recorded.v1", subject="districts/{district_id}"):
    """The district's own facts."""

    district_id: UUID
    name: str
    timezone: str
    language: str
    version: int
