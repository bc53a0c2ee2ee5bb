"""What a caller may do to a feed now, in SQL: its maker, and whoever operates the district's."""

from services.scheduling.permissions import POLICY
from services.scheduling.views.feeds import repository
from services.scheduling.views.feeds.transitions import REVOKE, TRANSITIONS, FeedState
from shared.auth.may import ME, SCOPES, May, everywhere

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when s.revoked_at is null then '{FeedState.LIVE}' else '{FeedState.REVOKED}' end",
    school="",
    rights={
        REVOKE.right: f"""(coalesce(s.staff_id = {ME}, false)
      or ('{REVOKE.right}' = any({SCOPES}::text[]) and {everywhere(REVOKE.right)}))"""
    },
)
#: Feeds as callers are shown them.
LISTING = MAY.on(repository.LISTING)
