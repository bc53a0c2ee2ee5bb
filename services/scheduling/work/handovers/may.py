"""What a caller may do to a handover now, in SQL: either of the two writes notes on it, or who leads them."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.handovers import repository
from services.scheduling.work.handovers.transitions import NOTES, TRANSITIONS, HandoverState
from shared.auth.may import ME, May, granted

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when s.new_owner_id is null then '{HandoverState.WAITING}' else '{HandoverState.PASSED}' end",
    rights={NOTES.right: f"({granted(NOTES.right)} or coalesce({ME} in (s.former_owner_id, s.new_owner_id), false))"},
)
#: Handovers as callers are shown them.
LISTING = MAY.on(repository.LISTING)
