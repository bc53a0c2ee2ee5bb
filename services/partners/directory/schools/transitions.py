"""What may be done to a school."""

from shared.context.transitions import act

CHANGE = act("change", "directory:write")

TRANSITIONS = (CHANGE,)
