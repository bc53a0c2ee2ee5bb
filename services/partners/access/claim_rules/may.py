"""What a caller may do to a claim rule now."""

from services.partners.access.claim_rules import repository
from services.partners.access.claim_rules.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state=there_until_in_sql("s.deleted_at"), school="")
#: Claim rules as callers are shown them.
LISTING = MAY.on(repository.LISTING)
