"""Which terms hold at a school. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Term:
    """A term of the district, or of one school."""

    school_year_id: UUID
    school_id: UUID | None
    kind: str
    code: str
    starts_on: date
    ends_on: date


def holding(terms: Iterable[Term], school_id: UUID | None) -> list[Term]:
    """The terms that hold at a school: of each kind and year its own, or else the district's; by first day."""
    mine = [term for term in terms if term.school_id is None or term.school_id == school_id]
    own = {(term.school_year_id, term.kind) for term in mine if term.school_id is not None}
    held = [term for term in mine if term.school_id is not None or (term.school_year_id, term.kind) not in own]
    return sorted(held, key=lambda term: (term.starts_on, term.kind, term.code))
