"""Events of instruments."""

from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

PUBLISHED = Provable(
    right="instruments:write",
    fields={"code": (), "version": ()},
    place=None,
    said={"en": "the instrument {code} was published", "es": "se publicó el instrumento {code}"},
)


class InstrumentPublished(
    Event, type="assessment.instrument.published.v1", subject="instruments/{instrument_id}", provable=PUBLISHED
):
    """An instrument was published; it never changes again."""

    instrument_id: UUID
    code: str
    version: str
