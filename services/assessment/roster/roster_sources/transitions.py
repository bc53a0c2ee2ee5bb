"""What may be done to a source."""

from shared.context.transitions import act
from shared.texts.words import Words

CHANGE = act(
    "change",
    "roster:write",
    people=Words("Say it with a person's token.", es="Dígalo con el token de una persona."),
)

TRANSITIONS = (CHANGE,)
