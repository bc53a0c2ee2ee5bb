"""What may be done to a pair of organisations that may be one; merging is the organisation's own move."""

from shared.context.transitions import act, there_until

DELETE = act("delete", "organizations:merge", state_of=there_until("ended_at"))

TRANSITIONS = (DELETE,)
