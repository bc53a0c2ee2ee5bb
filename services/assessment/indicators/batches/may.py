"""What a caller may do to a batch now, in SQL."""

from services.assessment.indicators.batches import repository
from services.assessment.indicators.batches.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, school="")
#: Batches as callers are shown them.
LISTING = MAY.on(repository.LISTING)
