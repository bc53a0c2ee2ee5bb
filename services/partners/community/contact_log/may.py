"""What a caller may do to an entry now."""

from services.partners.community.contact_log import repository
from services.partners.community.contact_log.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="")
#: Entries as callers are shown them.
LISTING = MAY.on(repository.LISTING)
