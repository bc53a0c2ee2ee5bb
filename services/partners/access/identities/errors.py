"""Refusals of identities."""

from services.partners.access.identity_providers.errors import SignInRefused
from shared.errors import Refusal


class IdentityUnknown(SignInRefused):
    code, title = "identity_unknown", "Nobody of the district's staff is found by this identity"


class IdentityAmbiguous(SignInRefused):
    code, title = "identity_ambiguous", "More than one staff member is found by this identity"


class IdentityInactive(SignInRefused):
    code, title = "identity_inactive", "The staff member is not active"


class IdentityLinkedElsewhere(SignInRefused):
    status, code, title = 409, "identity_linked_elsewhere", "The staff member is linked to another identity there"
    constraints = ("uq_identities_staff", "uq_identities_subject")


class NotYourOwnIdentity(Refusal):
    status, code, title = 403, "not_your_own_identity", "Nobody links or unlinks themselves"
