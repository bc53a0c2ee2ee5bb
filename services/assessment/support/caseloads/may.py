"""What a caller may do to a caseload assignment now: whoever assigns at the school where its student is today."""

from services.assessment.permissions import POLICY
from services.assessment.support.caseloads import repository
from services.assessment.support.caseloads.transitions import TRANSITIONS
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school=repository.SCHOOL_OF_STUDENT)
#: Assignments as callers are shown them; and those a party sees by consent.
LISTING, LISTING_CONSENTED = MAY.on(repository.LISTING), MAY.on(repository.LISTING_CONSENTED)
