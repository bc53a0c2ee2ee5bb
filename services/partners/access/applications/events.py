"""Events of applications."""

from uuid import UUID

from shared.events.event import Event


class ApplicationRecorded(Event, type="partners.application.recorded.v1", subject="applications/{application_id}"):
    """A registered front end as it now stands: the origins browsers may show replies to."""

    application_id: UUID
    origins: list[str]
    active: bool
    version: int
