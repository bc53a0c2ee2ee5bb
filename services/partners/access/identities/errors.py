"""Refusals of identities."""

from services.partners.access.claim_rules.errors import NoSuchIdentityProvider
from services.partners.access.identity_providers.errors import SignInRefused
from shared.errors import NoSuchStaff, Refusal


class IdentityUnknown(SignInRefused):
    code, title = "identity_unknown", "Nobody of the district's staff is found by this identity"


class IdentityAmbiguous(SignInRefused):
    code, title = "identity_ambiguous", "More than one staff member is found by this identity"


class IdentityInactive(SignInRefused):
    code, title = "identity_inactive", "The staff member is not active"


class IdentityLinkedElsewhere(SignInRefused):
    status, code, title = 409, "identity_linked_elsewhere", "The staff member is linked to another identity there"


class NotYourOwnIdentity(Refusal):
    status, code, title = 403, "not_your_own_identity", "Nobody links or unlinks themselves"


#: Whose breach of a constraint is refused how.
CONFLICTS: dict[str, type[Refusal]] = {
    "fk_identities_provider": NoSuchIdentityProvider,
    "fk_identities_staff": NoSuchStaff,
    "uq_identities_subject": IdentityLinkedElsewhere,
    "uq_identities_staff": IdentityLinkedElsewhere,
}
