"""What may be done to an entry of the contact log."""

from shared.context.transitions import act, there_until

DELETE = act("delete", "relationships:write", state_of=there_until("withdrawn_at"))

TRANSITIONS = (DELETE,)
