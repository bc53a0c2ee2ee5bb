"""What a caller may do to a correction now, in SQL."""

from services.assessment.attendance.corrections import repository
from services.assessment.attendance.corrections.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING)
#: Corrections as callers are shown them.
LISTING = MAY.on(repository.LISTING)
