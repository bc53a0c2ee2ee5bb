"""Refusals of carrying on."""

from shared.errors import Refusal


class NoSuchGoal(Refusal):
    status, code, title = 422, "no_such_goal", "The plan has no goal of this code, or it is named twice"


class YearNotLater(Refusal):
    status, code, title = 422, "year_not_later", "A plan is carried on to a later school year than its own"
