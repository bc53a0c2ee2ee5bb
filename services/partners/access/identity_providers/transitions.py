"""What may be done to an identity provider: whom a sign-in finds is changed by whoever could come in as anybody."""

from services.partners.directory.roles.far_reaching import holds_all
from shared.context.transitions import act

CHANGE = act("change", "access:write", conditions=(holds_all,))
DELETE = act("delete", "access:write")
CHECK = act("check", "access:write")
#: What a token of it would become (`access/explanations`).
EXPLAIN = act("explain", "access:read")

TRANSITIONS = (CHANGE, DELETE, CHECK, EXPLAIN)
