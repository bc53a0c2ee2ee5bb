"""What a caller may do to a consent now, in SQL: who is shown one is of the district's own."""

from services.partners.permissions import POLICY
from services.partners.privacy.consents import repository
from services.partners.privacy.consents.transitions import TRANSITIONS, ConsentState
from shared.auth.may import May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when s.revoked_at is null then '{ConsentState.RECORDED}' else '{ConsentState.REVOKED}' end",
)
#: Consents as callers are shown them.
LISTING = MAY.on(repository.LISTING)
