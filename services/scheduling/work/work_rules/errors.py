"""Refusals of rules that make work."""

from shared.errors import Refusal


class RuleCodeTaken(Refusal):
    status, code, title = 409, "rule_code_taken", "Another rule has this code"
    constraints = ("uq_work_rules_code",)


class ScoreOnlyProposes(Refusal):
    status, code, title = (
        *(422, "score_only_proposes"),
        "A score under a threshold makes no work by itself: a person decides, so the rule's mode is proposal",
    )


class RuleUnfit(Refusal):
    status, code, title = 422, "rule_unfit", "The event cannot say what the rule asks of it"


class NothingDrafted(Refusal):
    status, code, title = 409, "nothing_drafted", "The version that holds says the same already"


class TooManyFacts(Refusal):
    status, code, title = (
        422,
        "too_many_facts",
        "So many facts lie in these days that the try is asked of fewer of them",
    )


class DecidedByDistrict(Refusal):
    status, code, title = 403, "decided_by_district", "The rule leaves its proposals to the district"


class NobodyToAsk(Refusal):
    status, code, title = 422, "nobody_to_ask", "Whom it would be asked of is not there"


class DueInThePast(Refusal):
    status, code, title = 422, "due_in_the_past", "A task is due today or later"
