"""What may be done to a day type: the standard ones never change."""

from enum import StrEnum

from services.scheduling.calendar.day_types.errors import DayTypeIsStandard
from services.scheduling.calendar.day_types.tables import DayTypeRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition


class DayTypeState(StrEnum):
    """Whether every district has it, or this one, or a school of it, added it."""

    STANDARD = "standard"
    ADDED = "added"


def state_of(row: DayTypeRow | None, _: Context) -> DayTypeState:
    """What a day type is; the standard ones have no row."""
    return DayTypeState.STANDARD if row is None else DayTypeState.ADDED


CHANGE = Transition(
    *("change", "calendar:write", (DayTypeState.ADDED,)),
    refusal=DayTypeIsStandard,
    state_of=state_of,
    next_to_act=Nobody("Days of it are called otherwise."),
)

TRANSITIONS = (CHANGE,)
