"""What a caller may do to an arrangement now."""

from dataclasses import replace

from services.assessment.attendance.access_arrangements import repository
from services.assessment.attendance.access_arrangements.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, school="")
#: Arrangements as callers are shown them.
LISTING = replace(MAY.on(repository.LISTING), caller=lambda principal, now: {**MAY.values(principal, now), "now": now})
