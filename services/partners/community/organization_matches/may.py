"""What a caller may do to a pair now."""

from services.partners.community.organization_matches import repository
from services.partners.community.organization_matches.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state=there_until_in_sql("s.ended_at"), school="")
#: Pairs as callers are shown them.
LISTING = MAY.on(repository.LISTING)
