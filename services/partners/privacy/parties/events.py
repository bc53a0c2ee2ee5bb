"""Events of parties."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class PartyRecorded(Event, type="partners.party.recorded.v1", subject="parties/{party_id}"):
    """An outside party as it now stands: its ground, what it may get at most, until which day (included)."""

    party_id: UUID
    basis: str
    records: list[str]
    purposes: list[str]
    agreement_until: date | None
    sealed: bool
    active: bool
    version: int
