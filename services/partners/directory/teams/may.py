"""What a caller may do to a team now: a school's leads to those of their school, the district to all."""

from services.partners.directory.teams import repository
from services.partners.directory.teams.transitions import TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="")
#: Teams as callers are shown them.
LISTING = MAY.on(repository.LISTING)
