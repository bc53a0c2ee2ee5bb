"""What a caller may do to a definition now, in SQL."""

from services.assessment.attendance.definitions import repository
from services.assessment.attendance.definitions.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, school="")
#: Definitions as callers are shown them.
LISTING = MAY.on(repository.LISTING)
