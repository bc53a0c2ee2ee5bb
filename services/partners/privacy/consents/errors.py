"""Refusals of consents."""

from shared.errors import Refusal


class ConsentIncomplete(Refusal):
    status, code, title = 422, "consent_incomplete", "The consent lacks required parts (34 CFR 99.30)"


class NoSuchStudent(Refusal):
    status, code, title = 422, "no_such_student", "There is no such student in this district"


class OralIsNoConsent(Refusal):
    status, code, title = 422, "oral_is_no_consent", "An oral agreement is not a consent (34 CFR 99.30)"


class BeyondTheParty(Refusal):
    status, code, title = 422, "beyond_the_party", "The party's agreement does not cover these records or this purpose"


class ConsentRevoked(Refusal):
    status, code, title = 409, "consent_revoked", "The consent has been revoked already"
