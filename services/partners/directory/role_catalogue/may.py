"""What a caller may do to a role of the catalogue now: whoever writes the directory changes any of them."""

from services.partners.directory.role_catalogue import repository
from services.partners.directory.role_catalogue.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="")
#: Roles as callers are shown them.
LISTING = MAY.on(repository.LISTING)
