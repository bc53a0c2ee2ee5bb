"""What may be done to a registered front end: where a sign-in ends is changed by whoever could come in as anybody."""

from services.partners.directory.roles.far_reaching import holds_all
from shared.context.transitions import act, there_until

CHANGE = act("change", "access:write", conditions=(holds_all,), state_of=there_until("removed_at"))
DELETE = act("delete", "access:write", state_of=there_until("removed_at"))

TRANSITIONS = (CHANGE, DELETE)
