"""What a trigger proposes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AskedFor:
    """Work that is asked for once a proposal is accepted: of which role, within how many school days."""

    role: str
    school_days: int


@dataclass(frozen=True)
class Proposed:
    """What a tier of a trigger proposes for whoever meets it, and which role decides."""

    kind: str
    title: str
    role: str
    school_days: int
    #: Whether who decides has a task of it.
    tells: bool
    asks_for: AskedFor | None = None


def proposed_of(said: Mapping[str, Any] | None, role: str) -> Proposed | None:
    """What is proposed, as a trigger says it; its own `role` decides unless it names another."""
    if said is None:
        return None
    asked = said["asks_for"]
    return Proposed(
        *(said["kind"], said["title"], said["role"] or role, said["school_days"], said["tells"]),
        asks_for=AskedFor(asked["role"], asked["school_days"]) if asked else None,
    )
