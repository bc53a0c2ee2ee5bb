"""What a caller may do to an instrument now, in SQL."""

from services.assessment.measures.instruments import repository
from services.assessment.measures.instruments.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, school="")
#: Instruments as callers are shown them.
LISTING = MAY.on(repository.LISTING)
