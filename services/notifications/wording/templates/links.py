"""Where what a message speaks of is read, acted on or acknowledged: a path of the API, and the front end's address of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from services.notifications.wording.templates.kinds import Kind

MY_DAY = "/v1/my-day"
#: A day shows what is due in fourteen days: what is due within so many stands on it by any district's clock.
ON_MY_DAY = timedelta(days=13)
PATHS: Mapping[Kind, str] = {
    Kind.PLAN_PUBLISHED: MY_DAY,
    Kind.PLAN_STEP: "/v1/plans/{plan_id}",
    Kind.PLAN_ENDED: "/v1/plans",
    Kind.PLAN_AT_RISK: "/v1/risks",
    Kind.TASKS_CHANGED: MY_DAY,
    Kind.TASK_REOPENED: "/v1/tasks/{task_id}",
    Kind.TASK_GIVEN: "/v1/tasks/{task_id}",
    Kind.TASKS_SHARED: MY_DAY,
    Kind.HANDOVER: "/v1/handovers/{handover_id}",
    Kind.DELEGATION: "/v1/delegations/{delegation_id}",
    Kind.BARRIER: "/v1/barriers/{barrier_id}",
    Kind.MENTION: "/v1/tasks/{task_id}",
    Kind.WATCHED: "/v1/tasks/{task_id}",
    Kind.DIGEST: MY_DAY,
    Kind.WEEKLY_SUMMARY: "/v1/roll-up",
    Kind.ESCALATION: "/v1/escalations?acknowledged=false",
    Kind.EMERGENCY_ACCESS: "/v1/emergency-access/{emergency_access_id}",
}


def path_of(kind: str, facts: Mapping[str, Any], now: datetime) -> str | None:
    """The API's path of what a message speaks of; None of an announcement, which is all there is."""
    form = PATHS.get(Kind(kind))
    if form == MY_DAY:
        return _of_tasks(facts, now)
    if form is None:
        return None
    path = form.format(**facts)
    return f"{path}/revisions/{facts['revision']}" if facts.get("revision") is not None else path


def _of_tasks(facts: Mapping[str, Any], now: datetime) -> str:
    """The day of whoever has these tasks or, as long as none of them stands on it, the list in which they do."""
    counts, only, first = facts.get("counts"), facts.get("only"), facts.get("first_due_on")
    if counts and counts["withdrawn"] == facts["task_count"]:
        return f"/v1/tasks/{only['task_id']}" if only else "/v1/tasks?state=withdrawn"
    if first and date.fromisoformat(str(first)) > now.date() + ON_MY_DAY:
        return f"/v1/tasks?due_from={first}"
    return MY_DAY


def link_to(path: str | None, front_end_url: str) -> str | None:
    """The front end's address of a path; None where a district has no front end."""
    return address(path, front_end_url) if front_end_url else None


def address(path: str | None, front_end_url: str) -> str | None:
    """The front end's address of a path or, where a district has none, the path."""
    if path is None or not front_end_url:
        return path
    return front_end_url.rstrip("/") + path.removeprefix("/v1")
