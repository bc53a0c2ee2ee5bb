"""What a caller may do to an organisation now."""

from services.partners.community.organizations import repository
from services.partners.community.organizations.transitions import (
    CHANGE,
    TRANSITIONS,
    somewhere,
    stands_for_itself,
    stands_for_others,
)
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="",
    school="",
    rights={CHANGE.right: "true"},
    conditions={
        stands_for_itself: "s.merged_into_id is null",
        stands_for_others: "exists (select from organizations o where o.merged_into_id = s.id)",
    },
    of_callers={somewhere: lambda principal: bool(POLICY.access_paths(principal, CHANGE.right))},
)
#: Organisations as callers are shown them.
LISTING = MAY.on(repository.LISTING)
