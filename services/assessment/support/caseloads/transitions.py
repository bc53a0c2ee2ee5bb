"""What may be done to a caseload assignment."""

from shared.context.transitions import act

CHANGE = act("change", "caseloads:write")

TRANSITIONS = (CHANGE,)
