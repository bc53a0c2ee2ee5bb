"""What a caller may do to a proposed grant now, in SQL. What was asked for is decided anew when it is confirmed."""

from services.partners.access.grant_proposals import repository, transitions
from services.partners.access.grant_proposals.transitions import TRANSITIONS, ProposalState
from services.partners.permissions import POLICY
from shared.auth.may import ACTOR, ME, NOW, PARTY, SPEAKS_AS, May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"""case when s.outcome is not null then '{ProposalState.DECIDED}' when {NOW} < s.expires_at
      then '{ProposalState.WAITING}' else '{ProposalState.OVER}' end""",
    school="",
    conditions={
        transitions.another: f"""(s.staff_id = {ME}) is not true and ({SPEAKS_AS} = 'operator'
      or ({SPEAKS_AS} = 'person' and {PARTY} is null and s.asked_by <> {ACTOR}))"""
    },
)
#: Proposed grants as callers are shown them.
LISTING = MAY.on(repository.LISTING)
