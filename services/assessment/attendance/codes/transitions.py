"""What may be done to an attendance code."""

from shared.context.transitions import act

CHANGE = act("change", "attendance-rules:write")

TRANSITIONS = (CHANGE,)
