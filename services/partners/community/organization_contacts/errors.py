"""Refusals of contacts of organisations."""

from shared.errors import Refusal


class WritingConsentNotShown(Refusal):
    status, code, title = 422, "writing_consent_not_shown", "Say on which day and how they agreed to be written to"
    constraints = ("ck_organization_contacts_consent_shown",)
