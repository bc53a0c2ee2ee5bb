"""What a caller may do to a proposal of a trigger now, in SQL."""

from services.assessment.attendance.proposals import repository
from services.assessment.attendance.proposals.transitions import RIGHT, TRANSITIONS, is_theirs_to_decide
from services.assessment.permissions import POLICY
from shared.auth.may import ROLES, May, everywhere

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    conditions={
        is_theirs_to_decide: f"""({everywhere(RIGHT)}
      or array[s.role || '@' || s.school_id::text, s.role || '@'] && {ROLES}::text[])"""
    },
)
#: Proposals as callers are shown them.
LISTING = MAY.on(repository.LISTING)
