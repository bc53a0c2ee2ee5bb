"""What may be done to a staff member."""

from shared.context.transitions import act

CHANGE = act("change", "directory:write")

TRANSITIONS = (CHANGE,)
