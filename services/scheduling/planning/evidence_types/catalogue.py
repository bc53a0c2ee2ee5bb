"""The events that can prove a task, and the fields a condition may speak of. The school is matched always."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.auth import profiles

Kind = Literal["text", "number", "truth"]

WINDOWS = ("fall", "winter", "spring")


@dataclass(frozen=True)
class Field:
    """One field of an event's data: its kind and, for a closed vocabulary, its values."""

    kind: Kind
    values: tuple[str, ...] = ()
    #: Of many things alike: a condition names which behind a dot, as in `subscale_percent.teams`.
    keyed: bool = False


PROVABLE: Mapping[str, Mapping[str, Field]] = {
    "assessment.administration.scored.v2": {
        "instrument_code": Field("text"),
        "instrument_version": Field("text"),
        "school_year": Field("text"),
        "window": Field("text", WINDOWS),
        "sequence": Field("number"),
        "subject_kind": Field("text"),
        "met_threshold": Field("truth"),
        "points": Field("number"),
        "possible": Field("number"),
        "item_count": Field("number"),
        "applicable_count": Field("number"),
        "percent": Field("number"),
        "lowest_subscale_percent": Field("number"),
        "subscale_percent": Field("number", keyed=True),
    },
    "partners.role.assigned.v1": {"role": Field("text", profiles.CODES)},
}

#: Whose roles let them bring such an event about, at a school or for the district: who scores, who gives roles. Held against
#: the permissions of the services that tell of it.
PROVERS: Mapping[str, frozenset[str]] = {
    "assessment.administration.scored.v2": profiles.PLANNERS | profiles.SCHOOL_TEAM,
    "partners.role.assigned.v1": profiles.STEWARDS,
}

#: Former versions of a type: plans may still name them, and outboxes hold them. By the version that is told today.
FORMER: Mapping[str, tuple[str, ...]] = {
    "assessment.administration.scored.v2": ("assessment.administration.scored.v1",)
}

#: What corrects a fact is one of its kind: it proves what that proves.
CORRECTIONS: Mapping[str, str] = {"assessment.administration.corrected.v1": "assessment.administration.scored.v2"}


def proves_as(event_type: str) -> str:
    """The type of fact an event is, as a proof."""
    return CORRECTIONS.get(event_type, event_type)


def names_of(event_type: str) -> tuple[str, ...]:
    """Every name a plan may have for the fact an event of this type tells: its own, and those of its other versions."""
    return next((names for names in _facts() if event_type in names), (event_type,))


def fields_of(event_type: str) -> Mapping[str, Field] | None:
    """The fields a condition on this type, or on a former version of one, may speak of; None for what proves nothing."""
    return next((PROVABLE[name] for name in names_of(event_type) if name in PROVABLE), None)


def field_of(name: str, fields: Mapping[str, Field]) -> Field | None:
    """The field a condition speaks of: by its name or, of one of many, by its name and which."""
    family, dot, which = name.partition(".")
    found = fields.get(family)
    return found if found is not None and found.keyed == bool(dot and which) and (not dot or which) else None


def provers_of(event_type: str) -> frozenset[str]:
    """The roles whose holders may bring about an event of this type or a former version of it; none for what proves nothing."""
    return next((PROVERS[name] for name in names_of(event_type) if name in PROVERS), frozenset())


def _facts() -> list[tuple[str, ...]]:
    return [(name, *FORMER.get(name, ())) for name in PROVABLE]
