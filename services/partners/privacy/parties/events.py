"""Events of parties."""

from datetime import date
from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

RECORDED = Provable(
    right="access:write",
    fields={"basis": (), "sealed": (), "active": ()},
    place=None,
    said={"en": "an outside party was recorded", "es": "se registró una organización externa"},
)


class PartyRecorded(Event, type="partners.party.recorded.v1", subject="parties/{party_id}", provable=RECORDED):
    """An outside party as it now stands: its ground, what it may get at most, until which day (included)."""

    party_id: UUID
    basis: str
    records: list[str]
    purposes: list[str]
    agreement_until: date | None
    sealed: bool
    active: bool
    version: int
