"""Refusals of risks."""

from shared.errors import Refusal


class RulesChanged(Refusal):
    status, code, title = 409, "rules_changed", "Somebody else set the rules in the same moment"
    constraints = ("uq_risk_rules_number",)
