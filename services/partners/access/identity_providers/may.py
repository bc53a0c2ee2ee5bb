"""What a caller may do to an identity provider now."""

from services.partners.access.identity_providers import repository
from services.partners.access.identity_providers.transitions import TRANSITIONS
from services.partners.directory.roles.far_reaching import holds_all, reaches
from services.partners.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state="", school="", of_callers={holds_all: reaches})
#: Identity providers as callers are shown them.
LISTING = MAY.on(repository.LISTING)
