"""What may be done to a contact of an organisation."""

from services.partners.community.organizations.transitions import somewhere
from shared.context.transitions import act, there_until

CHANGE = act("change", "organizations:write", conditions=(somewhere,), state_of=there_until("removed_at"))
DELETE = act("delete", "organizations:write", conditions=(somewhere,), state_of=there_until("removed_at"))

TRANSITIONS = (CHANGE, DELETE)
