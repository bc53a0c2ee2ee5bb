"""What a caller may do to an entry now."""

from services.partners.community.contact_log import repository
from services.partners.community.contact_log.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state=there_until_in_sql("s.withdrawn_at"))
#: Entries as callers are shown them.
LISTING = MAY.on(repository.LISTING)
