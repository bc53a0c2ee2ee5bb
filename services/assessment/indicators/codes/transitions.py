"""What may be done to a word."""

from shared.context.transitions import act

CHANGE = act("change", "indicator-rules:write")

TRANSITIONS = (CHANGE,)
