"""What a caller may do to a note for oneself now: all of it, for they are shown no other's."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.own_notes import repository
from services.scheduling.work.own_notes.transitions import CHANGE, TRANSITIONS, own
from shared.auth.may import ME, May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="",
    school="",
    rights={CHANGE.right: "true"},
    conditions={own: f"s.staff_id = {ME}"},
)
#: Notes as callers are shown them.
LISTING = MAY.on(repository.LISTING)
