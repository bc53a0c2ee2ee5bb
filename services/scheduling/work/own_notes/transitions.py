"""What may be done to a note for oneself: whoever made it changes and deletes it, and nobody else."""

from services.scheduling.work.own_notes.tables import OwnNoteRow
from shared.context.context import Context
from shared.context.transitions import Nobody, act
from shared.errors import NotFound
from shared.texts.words import Words

OWN = Nobody("It is its maker's alone.")
FOR_PEOPLE = Words("A note for oneself is a person's.", es="Una nota propia es de una persona.")


async def own(ctx: Context, row: OwnNoteRow) -> None:
    """Raises `NotFound`: another's does not exist."""
    if row.staff_id != ctx.principal.staff_id:
        raise NotFound(Words("No such note.", es="No existe esa nota."))


CHANGE = act("change", "tasks:write", people=FOR_PEOPLE, conditions=(own,), next_to_act=OWN)
DELETE = act("delete", "tasks:write", people=FOR_PEOPLE, conditions=(own,), next_to_act=OWN)

TRANSITIONS = (CHANGE, DELETE)
