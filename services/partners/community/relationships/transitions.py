"""What may be done to a relationship."""

from shared.context.transitions import act

CHANGE = act("change", "relationships:write")
CONTACTS = act("contacts", "relationships:write")

TRANSITIONS = (CHANGE, CONTACTS)
