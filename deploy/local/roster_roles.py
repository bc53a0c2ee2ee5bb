"""A roster brings roles of schools; the demonstration's district lets it bring those of its office too."""

from deploy.local.callers import Caller
from deploy.local.report import Report

OFFICE = ("district_coordinator", "executive_leader", "district_team_member", "data_manager")


def let(admin: Caller, report: Report) -> None:
    """The operator's client says so, which needs no second person."""
    known = admin.get("partners", "/v1/roster-roles")
    if more := sorted({*OFFICE} - {*known["roles"]}):
        admin.put("partners", "/v1/roster-roles", {"roles": [*known["roles"], *more]}, known["version"])
        report.asked("PUT /v1/roster-roles", f"the roster may bring {', '.join(more)} too")
