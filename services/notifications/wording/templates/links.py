"""Where what a message speaks of is read, acted on or acknowledged: a path of the API, and the front end's address of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from services.notifications.wording.templates.kinds import Kind
from shared.front_ends.pages import FrontEndPage, Place, link_to

#: A day shows what is due in fourteen days: what is due within so many stands on it by any district's clock.
ON_MY_DAY = timedelta(days=13)
MY_DAY = Place(FrontEndPage.MY_DAY)
PAGES: Mapping[Kind, FrontEndPage] = {
    Kind.PLAN_PUBLISHED: FrontEndPage.MY_DAY,
    Kind.PLAN_STEP: FrontEndPage.PLAN,
    Kind.PLAN_ENDED: FrontEndPage.PLANS,
    Kind.PLAN_AT_RISK: FrontEndPage.RISKS,
    Kind.TASKS_CHANGED: FrontEndPage.MY_DAY,
    Kind.TASK_REOPENED: FrontEndPage.TASK,
    Kind.TASK_GIVEN: FrontEndPage.TASK,
    Kind.TASKS_SHARED: FrontEndPage.MY_DAY,
    Kind.HANDOVER: FrontEndPage.HANDOVER,
    Kind.DELEGATION: FrontEndPage.DELEGATION,
    Kind.BARRIER: FrontEndPage.BARRIER,
    Kind.MENTION: FrontEndPage.TASK,
    Kind.WATCHED: FrontEndPage.TASK,
    Kind.DIGEST: FrontEndPage.MY_DAY,
    Kind.WEEKLY_SUMMARY: FrontEndPage.ROLL_UP,
    Kind.ESCALATION: FrontEndPage.ESCALATIONS,
    Kind.EMERGENCY_ACCESS: FrontEndPage.EMERGENCY_ACCESS,
    Kind.ATTENDANCE_ALERTS: FrontEndPage.ATTENDANCE_ALERTS,
}


def place_of(kind: str, facts: Mapping[str, Any], now: datetime) -> Place | None:
    """Where what a message speaks of is; None of an announcement, which is all there is."""
    page = PAGES.get(Kind(kind))
    if page is None:
        return None
    if page is FrontEndPage.MY_DAY:
        return _of_tasks(facts, now)
    if facts.get("revision") is not None:
        return Place(FrontEndPage.REVISION, facts["plan_id"], facts["revision"])
    if page is FrontEndPage.ESCALATIONS:
        return Place(page, query="acknowledged=false")
    if page is FrontEndPage.ATTENDANCE_ALERTS:
        return Place(page, query=f"trigger_id={facts['trigger_id']}")
    return Place(page, facts.get(f"{page}_id"))


def path_of(kind: str, facts: Mapping[str, Any], now: datetime) -> str | None:
    """The API's path of what a message speaks of."""
    place = place_of(kind, facts, now)
    return None if place is None else f"/v1/{place.path}"


def _of_tasks(facts: Mapping[str, Any], now: datetime) -> Place:
    """The day of whoever has these tasks or, as long as none of them stands on it, the list in which they do."""
    counts, only, first = facts.get("counts"), facts.get("only"), facts.get("first_due_on")
    if counts and counts["withdrawn"] == facts["task_count"]:
        return Place(FrontEndPage.TASK, only["task_id"]) if only else Place(FrontEndPage.TASKS, query="state=withdrawn")
    if first and date.fromisoformat(str(first)) > now.date() + ON_MY_DAY:
        return Place(FrontEndPage.TASKS, query=f"due_from={first}")
    return MY_DAY


def address(place: Place | None, addresses: Mapping[str, str] | None, front_end_url: str) -> str | None:
    """The same for an e-mail, which names the API's path where there is no front end."""
    if place is None:
        return None
    return link_to(place, addresses, front_end_url) or f"/v1/{place.path}"
