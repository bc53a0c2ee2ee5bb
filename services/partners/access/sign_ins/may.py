"""What a caller may do to a sign-in session now, in SQL."""

from services.partners.access.sign_ins import repository
from services.partners.access.sign_ins.transitions import DELETE, TRANSITIONS, own_or_it
from services.partners.permissions import POLICY
from shared.auth.may import ME, SCOPES, May, everywhere

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.SESSIONS,
    state="",
    school="",
    rights={DELETE.right: "true"},
    conditions={
        own_or_it: f"""coalesce(s.staff_id = {ME}, false)
      or ('{DELETE.right}' = any({SCOPES}::text[]) and {everywhere(DELETE.right)})"""
    },
)
#: Sessions as callers are shown them.
SESSIONS = MAY.on(repository.SESSIONS)
