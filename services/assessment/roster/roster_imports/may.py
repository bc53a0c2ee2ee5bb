"""What a caller may do to a roster import now, in SQL. Whether its difference is the one they read is asked when they approve."""

from services.assessment.permissions import POLICY
from services.assessment.roster.roster_imports import repository, transitions
from services.assessment.roster.roster_imports.transitions import TRANSITIONS, Waiting
from shared.auth.may import ACTOR, NOW, May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"""case when {NOW} < s.held_until then '{Waiting.HELD}' 
      when {NOW} < s.restorable_until then '{Waiting.RESTORABLE}' else '{Waiting.NOT_HELD}' end""",
    school="",
    conditions={transitions.another: f"s.created_by <> {ACTOR}"},
)
#: Imports as callers are shown them.
LISTING = MAY.on(repository.LISTING)
