"""What a caller may do to an emergency access now, in SQL; nobody reviews their own."""

from services.partners.permissions import POLICY
from services.partners.privacy.emergency_access import repository, transitions
from services.partners.privacy.emergency_access.transitions import TRANSITIONS, EmergencyState
from shared.auth.may import ME, May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"""case when s.closed_at is null then '{EmergencyState.OPEN}' when s.outcome is null then '{EmergencyState.CLOSED}'
      else '{EmergencyState.REVIEWED}' end""",
    school="",
    conditions={transitions.not_own: f"s.staff_id is distinct from {ME}"},
)
#: Emergency accesses as callers are shown them.
LISTING = MAY.on(repository.LISTING)
