"""What a caller may do to an identity now, in SQL."""

from services.partners.access.identities import repository
from services.partners.access.identities.transitions import TRANSITIONS, IdentityState, another, not_own
from services.partners.access.identity_providers.tables import LinkedBy
from services.partners.permissions import POLICY
from shared.auth.may import ACTOR, ME, PARTY, SPEAKS_AS, May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"""case when s.linked_by = '{LinkedBy.ADMINISTRATOR}' and s.confirmed_by is null then '{IdentityState.LONE}'
      else '{IdentityState.SURE}' end""",
    school="",
    conditions={
        not_own: f"s.staff_id is distinct from {ME}",
        another: f"""{SPEAKS_AS} = 'operator'
      or ({SPEAKS_AS} = 'person' and {PARTY} is null and s.created_by <> {ACTOR})""",
    },
)
#: Identities as callers are shown them.
LISTING = MAY.on(repository.LISTING)
