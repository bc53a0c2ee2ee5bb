"""What a caller may do to an attendance code now."""

from services.assessment.attendance.codes import repository
from services.assessment.attendance.codes.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: Codes as callers are shown them.
LISTING = MAY.on(repository.LISTING)
