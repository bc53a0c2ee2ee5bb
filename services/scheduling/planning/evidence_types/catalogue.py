"""The events that can prove a task, and the fields a condition may speak of, as their classes are marked.

Where a fact is of a school, that is matched always. `provable.json` is written of the marks by `make contracts`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

Kind = Literal["text", "number", "truth"]


@dataclass(frozen=True)
class Field:
    """One field of an event's data: its kind and, for a closed vocabulary, its values."""

    kind: Kind
    values: tuple[str, ...] = ()
    #: Of many things alike: a condition names which behind a dot, as in `subscale_percent.teams`.
    keyed: bool = False
    #: Its values are the codes of the district's catalogue of roles.
    is_role: bool = False
    #: Of a number, what it is at least and at most: every number is a count, a percent has an end too.
    least: int = 0
    most: int | None = None


MARKS: Mapping[str, Mapping[str, Any]] = json.loads((Path(__file__).parent / "provable.json").read_text())
#: What is reckoned of the points of a score: of the total, the lowest of the subscales, each of them.
OF_SCORES = {
    "percent": Field("number", most=100),
    "lowest_subscale_percent": Field("number", most=100),
    "subscale_percent": Field("number", keyed=True, most=100),
}


def _fields(mark: Mapping[str, Any]) -> dict[str, Field]:
    plain = {
        name: Field(one["kind"], tuple(one["values"]), is_role=name in mark["role_fields"])
        for name, one in mark["fields"].items()
    }
    keyed = {name: Field(one["kind"], tuple(one["values"]), keyed=True) for name, one in mark["keyed"].items()}
    return {**plain, **(OF_SCORES if mark["is_score"] else {}), **keyed}


PROVABLE: Mapping[str, Mapping[str, Field]] = {type_: _fields(mark) for type_, mark in MARKS.items()}

#: The profiles whose roles let them bring such an event about, at a school or for the district, by the services' permissions.
PROVERS: Mapping[str, frozenset[str]] = {type_: frozenset(mark["brought_about_by"]) for type_, mark in MARKS.items()}

#: What corrects a fact is one of its kind: it proves what that proves.
CORRECTIONS: Mapping[str, str] = {other: type_ for type_, mark in MARKS.items() for other in mark["corrected_by"]}


def proves_as(event_type: str) -> str:
    """The type of fact an event is, as a proof."""
    return CORRECTIONS.get(event_type, event_type)


def names_of(event_type: str) -> tuple[str, ...]:
    """Every name a plan may have for the fact an event of this type tells: its own, and those of its other versions."""
    return next((names for names in _facts() if event_type in names), (event_type,))


def fields_of(event_type: str) -> Mapping[str, Field] | None:
    """The fields a condition on this type, or on a former version of one, may speak of; None for what proves nothing."""
    return next((PROVABLE[name] for name in names_of(event_type) if name in PROVABLE), None)


def in_district(fields: Mapping[str, Field], roles: Collection[str]) -> dict[str, Field]:
    """The fields as a district with these roles has them."""
    values = tuple(sorted(roles))
    return {name: replace(field, values=values) if field.is_role else field for name, field in fields.items()}


def field_of(name: str, fields: Mapping[str, Field]) -> Field | None:
    """The field a condition speaks of: by its name or, of one of many, by its name and which."""
    family, dot, which = name.partition(".")
    found = fields.get(family)
    return found if found is not None and found.keyed == bool(dot and which) and (not dot or which) else None


def provers_of(event_type: str) -> frozenset[str]:
    """The profiles whose holders may bring about an event of this type, or a former version; none for what proves nothing."""
    return next((PROVERS[name] for name in names_of(event_type) if name in PROVERS), frozenset())


def _facts() -> list[tuple[str, ...]]:
    return [(name, *mark["former"]) for name, mark in MARKS.items()]
