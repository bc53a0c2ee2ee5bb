"""Refusals of revisions."""

from shared.errors import Refusal


class RevisionUnderWay(Refusal):
    status, code, title = 409, "revision_under_way", "A revision of this plan is under way already"
    constraints = ("uq_plan_revisions_number", "uq_plan_revisions_under_way")


class RevisionOutdated(Refusal):
    status, code, title = 409, "revision_outdated", "The plan is not the one this revision was made from"
