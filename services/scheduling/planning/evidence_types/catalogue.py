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


PROVABLE: Mapping[str, Mapping[str, Field]] = {
    "assessment.administration.scored.v1": {
        "instrument_code": Field("text"),
        "instrument_version": Field("text"),
        "window": Field("text", WINDOWS),
        "met_threshold": Field("truth"),
        "points": Field("number"),
        "possible": Field("number"),
    },
    "partners.role.assigned.v1": {"role": Field("text", profiles.CODES)},
}
