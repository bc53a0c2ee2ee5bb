"""What may be done to a role of the catalogue."""

from shared.context.transitions import act

CHANGE = act("change", "directory:write")
PREVIEW = act("preview", "directory:write")

TRANSITIONS = (CHANGE, PREVIEW)
