"""What may be done to a school year."""

from shared.context.transitions import act

CHANGE = act("change", "calendar:write")

TRANSITIONS = (CHANGE,)
