"""Refusals of consents."""

from shared.errors import Refusal


class ConsentIncomplete(Refusal):
    status, code, title = 422, "consent_incomplete", "It lacks parts a consent must have (34 CFR 99.30)"


class OralIsNoConsent(Refusal):
    status, code, title = 422, "oral_is_no_consent", "What was only said is no consent (34 CFR 99.30)"


class BeyondTheParty(Refusal):
    status, code, title = 422, "beyond_the_party", "The party is not down for these records or this purpose"


class ConsentRevoked(Refusal):
    status, code, title = 409, "consent_revoked", "The consent is revoked"
