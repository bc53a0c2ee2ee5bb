"""What a caller may do to a contact now."""

from services.partners.community.organization_contacts import repository
from services.partners.community.organization_contacts.transitions import CHANGE, TRANSITIONS
from services.partners.community.organizations.transitions import somewhere
from services.partners.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=there_until_in_sql("s.removed_at"),
    school="",
    rights={CHANGE.right: "true"},
    of_callers={somewhere: lambda principal: bool(POLICY.access_paths(principal, CHANGE.right))},
)
#: Contacts as callers are shown them.
LISTING = MAY.on(repository.LISTING)
