"""What may be done to a contact: all is said in bulk, by whose word it is."""

from shared.context.transitions import act

CHANGE = act("change", "contacts:write")

TRANSITIONS = (CHANGE,)
