"""What a caller may do to a relationship now: a school's to those of their school, the district's to all."""

from services.partners.community.relationships import repository
from services.partners.community.relationships.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="")
#: Relationships as callers are shown them.
LISTING = MAY.on(repository.LISTING)
