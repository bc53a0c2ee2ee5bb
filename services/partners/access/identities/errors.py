"""Refusals of identities."""

from services.partners.access.identity_providers.errors import SignInRefused
from shared.errors import Refusal


class IdentityUnknown(SignInRefused):
    code, title = "identity_unknown", "No staff member of the district matches this identity"


class IdentityAmbiguous(SignInRefused):
    code, title = "identity_ambiguous", "More than one staff member matches this identity"


class IdentityInactive(SignInRefused):
    code, title = "identity_inactive", "The staff member is not active"


class IdentityLinkedElsewhere(SignInRefused):
    status, code, title = (
        409,
        "identity_linked_elsewhere",
        "The staff member is linked to another identity at this provider",
    )
    constraints = ("uq_identities_staff", "uq_identities_subject")


class NotYourOwnIdentity(Refusal):
    status, code, title = 403, "not_your_own_identity", "You cannot link or unlink yourself"
