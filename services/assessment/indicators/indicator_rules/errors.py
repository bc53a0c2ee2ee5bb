"""Refusals of early-warning rules."""

from shared.errors import Refusal


class RuleFixed(Refusal):
    status, code, title = 409, "indicator_rule_fixed", "A rule that was activated never changes"


class RuleContradictory(Refusal):
    status, code, title = 422, "indicator_rule_contradictory", "So many conditions cannot be met"


class NoSuchRule(Refusal):
    status, code, title = 422, "indicator_rule_unknown", "The rule it replaces is not active"
