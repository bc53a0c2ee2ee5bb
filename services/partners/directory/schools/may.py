"""What a caller may do to a school now: whoever writes the directory changes any of them."""

from services.partners.directory.schools import repository
from services.partners.directory.schools.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: Schools as callers are shown them.
LISTING = MAY.on(repository.LISTING)
