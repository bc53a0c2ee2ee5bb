"""What may be done to a term: what the roster lists is changed in the student information system."""

from services.scheduling.calendar.calendars.tables import TermRow, TermSource
from services.scheduling.calendar.terms.errors import TermOfRoster
from shared.context.context import Context
from shared.context.transitions import act, there_until
from shared.texts.words import Words


async def by_hand(_: Context, row: TermRow) -> None:
    """Raises `TermOfRoster`."""
    if row.source is TermSource.ROSTER:
        raise TermOfRoster(
            Words(
                "Change it in the student information system.",
                es="Modifíquelo en el sistema de información estudiantil.",
            )
        )


CHANGE = act("change", "calendar:write", conditions=(by_hand,), state_of=there_until("deleted_at"))
DELETE = act("delete", "calendar:write", conditions=(by_hand,), state_of=there_until("deleted_at"))

TRANSITIONS = (CHANGE, DELETE)
