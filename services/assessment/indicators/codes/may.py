"""What a caller may do to a word now."""

from services.assessment.indicators.codes import repository
from services.assessment.indicators.codes.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: Words as callers are shown them.
LISTING = MAY.on(repository.LISTING)
