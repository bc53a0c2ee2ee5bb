"""What a mark reads of an event: where, of whom, of which day, and what conditions speak of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.scheduling.planning.evidence_types.catalogue import MARKS
from services.scheduling.planning.evidence_types.percents import percents
from shared.events.event import Envelope

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Heard:
    """A fact as it was told. `kind` is its type in the catalogue; without `data` it was withdrawn, or never came about."""

    kind: str
    type: str
    event_id: UUID
    subject: str
    version: int
    told_at: datetime
    day: date
    school_id: UUID | None
    staff_id: UUID | None
    data: dict[str, Any] | None

    @property
    def is_versioned(self) -> bool:
        """Is the same thing told of again, so that the newest counts?"""
        return bool(MARKS[self.kind]["is_versioned"])


def kind_of(type_: str) -> str:
    """The catalogue's type for an event of this type: its own, or that of what it is a version of, corrects or withdraws."""
    others = ("former", "corrected_by", "withdrawn_by")
    return next(kind for kind, mark in MARKS.items() if type_ == kind or any(type_ in mark[name] for name in others))


def read(envelope: Envelope, data: Mapping[str, Any], told_on: date) -> Heard:
    """A fact of an event, told on a day of the district."""
    kind = kind_of(envelope.type)
    mark = MARKS[kind]
    said = None if _is_withdrawn(mark, envelope.type, data) else _said(mark, data)
    return Heard(
        kind=kind,
        type=envelope.type,
        event_id=envelope.id,
        subject=mark["subject"].format(**data),
        version=_version(mark, envelope, data),
        told_at=envelope.time,
        day=_day(mark, data, told_on),
        school_id=_id(data, mark["place"]),
        staff_id=_id(data, mark["person"]),
        data=said,
    )


def _is_withdrawn(mark: Mapping[str, Any], type_: str, data: Mapping[str, Any]) -> bool:
    """What ends on the day it began was a mistake; that it ends later is no word against its having begun."""
    if type_ not in mark["withdrawn_by"]:
        return False
    return not mark["begins"] or str(data["ends_on"]) <= str(data[mark["day"]])


def _said(mark: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: data.get(name) for name in mark["fields"]}
    keyed = {
        name: {item[one["key"]]: item[one["value"]] for item in data.get(one["of"]) or ()}
        for name, one in mark["keyed"].items()
    }
    return {**plain, **keyed, **(percents(data) if mark["is_score"] else {})}


def _version(mark: Mapping[str, Any], envelope: Envelope, data: Mapping[str, Any]) -> int:
    """Of what was told before it had versions everything else is newer; of what has none the later word is."""
    if mark["is_versioned"]:
        return int(data.get("version", 0))
    return int((envelope.time - EPOCH).total_seconds() * 1_000_000)


def _day(mark: Mapping[str, Any], data: Mapping[str, Any], told_on: date) -> date:
    said = data.get(mark["day"]) or data.get("scored_on") if mark["day"] else None
    return date.fromisoformat(str(said)) if said else told_on


def _id(data: Mapping[str, Any], name: str | None) -> UUID | None:
    found = data.get(name) if name else None
    return UUID(str(found)) if found else None
