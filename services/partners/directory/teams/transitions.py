"""What may be done to a team, and to who is on it."""

from shared.context.transitions import act

CHANGE = act("change", "teams:write")
MEMBERS = act("members", "teams:write")
CHANGE_MEMBER = act("change_member", "teams:write")

TRANSITIONS = (CHANGE, MEMBERS, CHANGE_MEMBER)
