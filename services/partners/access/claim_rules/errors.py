"""Refusals of claim rules."""

from shared.errors import Refusal


class NoSuchIdentityProvider(Refusal):
    status, code, title = 422, "no_such_identity_provider", "There is no such identity provider in this district"
    constraints = ("fk_claim_rules_provider", "fk_identities_provider")


class NamedValueNeeded(Refusal):
    status, code, title = 422, "named_value_needed", "A rule can grant this role only by naming an exact value"


class TooManyClaimRules(Refusal):
    status, code, title = 409, "too_many_claim_rules", "A district has at most 500 claim rules"
