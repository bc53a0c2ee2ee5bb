"""May an outside party read these student records today, and on which ground? (34 CFR 99.30, 99.31, 99.36, 99.37)"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.auth.legal_bases import Basis, RecordKind, required_by_99_32
from shared.texts.words import Words

#: Most students one event speaks of.
MOST_STUDENTS = 500


@dataclass(frozen=True)
class Known:
    """A party as it is known here."""

    id: UUID
    basis: str
    records: Sequence[str]
    purposes: Sequence[str]
    agreement_until: date | None
    sealed: bool
    active: bool


@dataclass(frozen=True)
class Ground:
    """What somebody who is no school official of the district's own reads student records on."""

    basis: str
    records: str
    party_id: UUID | None = None
    purpose: str | None = None
    sealed: bool = False
    emergency_id: UUID | None = None

    @property
    def is_by_consent(self) -> bool:
        """Only students with a live consent?"""
        return self.basis == Basis.CONSENT

    @property
    def is_recorded(self) -> bool:
        """Does it stand in the ledger? All but what school officials do."""
        return self.basis != Basis.SCHOOL_OFFICIAL

    @property
    def is_required(self) -> bool:
        """Does 34 CFR 99.32 ask for its record?"""
        return required_by_99_32(self.basis, records=self.records, sealed=self.sealed)


def sentence(lack: Words) -> Words:
    """What is lacking, as a sentence of its own."""
    return Words(f"{lack}.".capitalize(), es=f"{lack.es[:1].upper()}{lack.es[1:]}.")


def lacking(party: Known | None, records: str, today: date) -> Words | None:
    """What a party lacks to read records of this kind today, in words for its operator; None when it lacks nothing."""
    if party is None:
        return Words(
            "the caller's party is not known here; if it was just written down, try again in a moment",
            es="aquí no se conoce la entidad externa de quien llama; si "
            "se acaba de registrar, inténtelo de nuevo en un momento",
        )
    if not party.active:
        return Words("the caller's party is ended", es="la entidad externa de quien llama está terminada")
    if party.agreement_until is not None and party.agreement_until < today:
        return Words(
            f"the party's agreement ended on {party.agreement_until}",
            es=f"el acuerdo de la entidad externa terminó el {party.agreement_until}",
        )
    if party.basis == Basis.DIRECTORY_INFORMATION and records != RecordKind.DIRECTORY_INFORMATION:
        return Words(
            "on directory_information the party reads GET /v1/directory-information and nothing else",
            es="con directory_information la entidad externa lee GET /v1/directory-information y nada más",
        )
    if records not in party.records:
        return Words(f"the party is not down for {records}", es=f"la entidad externa no está registrada para {records}")
    return None


def ground_of(party: Known, records: str) -> Ground:
    """The ground a party that lacks nothing reads on; its purposes are codes with a space between them."""
    return Ground(party.basis, records, party.id, " ".join(party.purposes) or None, party.sealed)


def in_parts(students: Iterable[UUID]) -> list[list[UUID]]:
    """Students, each once, in parts one event can carry."""
    each = list(dict.fromkeys(students))
    return [each[start : start + MOST_STUDENTS] for start in range(0, len(each), MOST_STUDENTS)]
