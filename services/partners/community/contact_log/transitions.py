"""What may be done to an entry of the contact log."""

from shared.context.transitions import act

DELETE = act("delete", "relationships:write")

TRANSITIONS = (DELETE,)
