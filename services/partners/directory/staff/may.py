"""What a caller may do to a staff member now: whoever writes the directory changes any of them."""

from services.partners.directory.staff import repository
from services.partners.directory.staff.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: Staff as callers are shown them.
LISTING = MAY.on(repository.LISTING)
