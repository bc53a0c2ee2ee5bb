"""What may be done to a claim rule."""

from shared.context.transitions import act, there_until

CHANGE = act("change", "access:write", state_of=there_until("deleted_at"))
DELETE = act("delete", "access:write", state_of=there_until("deleted_at"))

TRANSITIONS = (CHANGE, DELETE)
