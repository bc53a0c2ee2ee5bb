"""What a caller may do to a delegation now, in SQL: either of the two ends it, or who leads them."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.delegations import repository
from services.scheduling.work.delegations.transitions import END, TRANSITIONS, DelegationState
from shared.auth.may import ME, May, granted

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when s.ended_at is null then '{DelegationState.STANDING}' else '{DelegationState.ENDED}' end",
    owner=f"s.from_id = {ME}",
    rights={END.right: f"({granted(END.right)} or coalesce(s.to_id = {ME}, false))"},
)
#: Delegations as callers are shown them.
LISTING = MAY.on(repository.LISTING)
