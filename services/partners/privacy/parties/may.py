"""What a caller may do to an outside party now."""

from services.partners.permissions import POLICY
from services.partners.privacy.parties import repository
from services.partners.privacy.parties.transitions import TRANSITIONS, of_the_district
from shared.auth.may import May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="",
    school="",
    of_callers={of_the_district: lambda principal: principal.party is None},
)
#: Parties as callers are shown them.
LISTING = MAY.on(repository.LISTING)
