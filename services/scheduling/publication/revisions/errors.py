"""Refusals of revisions."""

from shared.errors import Refusal


class RevisionUnderWay(Refusal):
    status, code, title = 409, "revision_under_way", "The plan already has a revision in progress"
    constraints = ("uq_plan_revisions_number", "uq_plan_revisions_under_way")


class RevisionOutdated(Refusal):
    status, code, title = 409, "revision_outdated", "The plan has changed since this revision was started"
