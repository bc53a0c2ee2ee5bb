"""What a caller may do to a school year now: the district's stewards change all of them, a school's own too."""

from services.scheduling.permissions import POLICY
from services.scheduling.year.school_years import repository
from services.scheduling.year.school_years.transitions import TRANSITIONS
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: School years as callers are shown them.
LISTING = MAY.on(repository.LISTING)
