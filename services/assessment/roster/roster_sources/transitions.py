"""What may be done to a source: until it has ended."""

from services.assessment.records.roster_listings.tables import RosterSourceRow
from services.assessment.roster.roster_imports import ending
from services.assessment.roster.roster_sources.errors import RosterSourceImporting
from shared.context.context import Context
from shared.context.transitions import act, there_until
from shared.texts.words import Words

BY_PERSON = Words("Say it with a person's token.", es="Dígalo con el token de una persona.")


async def at_rest(ctx: Context, row: RosterSourceRow) -> None:
    """What is being imported, or waits to be, comes to its end first."""
    if not await ending.is_at_rest(ctx, row.code):
        raise RosterSourceImporting(
            Words("Wait for the import to end, then ask again.", es="Espere a que termine la importación y repita.")
        )


CHANGE = act("change", "roster:write", people=BY_PERSON, state_of=there_until("ended_at"))
END = act("end", "roster:write", people=BY_PERSON, conditions=(at_rest,), state_of=there_until("ended_at"))

TRANSITIONS = (CHANGE, END)
