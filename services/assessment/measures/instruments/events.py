"""Events of instruments."""

from uuid import UUID

from shared.events.event import Event


class InstrumentPublished(Event, type="assessment.instrument.published.v1", subject="instruments/{instrument_id}"):
    """An instrument was published; it never changes again."""

    instrument_id: UUID
    code: str
    version: str
