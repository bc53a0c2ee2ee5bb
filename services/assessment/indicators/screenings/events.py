"""Events of screeners."""

from uuid import UUID

from shared.events.event import Event


class ScreenerAdded(Event, type="assessment.screener.added.v1", subject="screeners/{screener_id}"):
    """The district takes results of an edition of a screener."""

    screener_id: UUID
    code: str
    edition: str
