"""What stands on a page: the same readings as the API's own, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from services.scheduling.planning.plans import content
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.schemas import Activity, Goal, Plan
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.views.my_day import service as my_day
from services.scheduling.views.my_day.repository import LISTS
from services.scheduling.views.printing.pages import words_in
from services.scheduling.views.rollups import service as rollups
from shared.context.context import Context
from shared.directory.wording import ROLES
from shared.errors import NotPermitted
from shared.saying import say_day
from shared.texts.catalogue import enums_of, label

UNITS = {"percent": "%"}
#: What is past its day is said by the list it is in, and in bold.
LATE = "overdue"


async def day_of(ctx: Context, language: str, *, own_notes: bool) -> dict[str, Any]:
    """The caller's day, as their paper says it. Raises `PeopleOnly`."""
    day = orjson.loads(await my_day.read(ctx))
    named = enums_of("scheduling", language)
    words = words_in(language)
    lists = [
        {
            "title": label(name, language) or name,
            "rows": [_task(task, name == LATE, named, words, language) for task in day[name]],
        }
        for name in LISTS
        if day[name]
    ]
    asked = [
        {"title": row["title"], "act": named["Act"][row["act"]], "due": _day(row["due_on"], language)}
        for row in day["asked_of_you"]
    ]
    notes = [{"title": row["title"], "due": _day(row["due_on"], language)} for row in day["own_notes"] if own_notes]
    return {"day": _day(day["day"], language), "lists": lists, "asked": asked, "notes": notes}


def _task(
    task: Mapping[str, Any], is_late: bool, named: Mapping[str, Any], words: Mapping[str, str], language: str
) -> dict[str, Any]:
    where = (task["school"] or {}).get("name") or ("" if task["school"] else words["district"])
    due = _day(task["target_on"] or task["due_on"], language)
    state = named["TaskState"][task["state"]]
    return {
        "code": task["activity_code"],
        "title": task["title"],
        "where": where,
        "due": due,
        "state": state,
        "is_late": is_late,
    }


async def plan_of(ctx: Context, plan_id: UUID, language: str) -> dict[str, Any]:
    """A plan with its activities; how far each is, for who may see the roll-up."""
    plan = await content.wire(ctx, await plans.read(ctx, plan_id))
    standing = await _standing(ctx, plan_id) if plan.published_at else None
    words = words_in(language)
    counts = {} if standing is None else {group["id"]: group for group in standing["groups"]}
    years = " – ".join(filter(None, (plan.school_year, plan.last_school_year)))
    head = {
        "title": plan.title,
        "summary": plan.summary,
        "years": years,
        "school": plan.school.name if plan.school else None,
        "state": enums_of("scheduling", language)["PlanState"][plan.state],
    }
    total = None if standing is None else words["standing"].format_map(standing["total"])
    return {"plan": head, "total": total, "goals": [_goal(goal, plan, counts, words, language) for goal in plan.goals]}


async def _standing(ctx: Context, plan_id: UUID) -> dict[str, Any] | None:
    if "rollups:read" not in ctx.principal.scopes:
        return None
    try:
        return dict(orjson.loads(await rollups.read(ctx, plan_id, "activity")))
    except NotPermitted:
        return None


def _goal(goal: Goal, plan: Plan, counts: Mapping[str, Any], words: Mapping[str, str], language: str) -> dict[str, Any]:
    unit = UNITS.get(goal.unit, "")
    way = words["way"].format(
        measure=goal.measure,
        baseline=f"{goal.baseline:g}{unit}",
        target=f"{goal.target:g}{unit}",
        day=say_day(goal.target_on, language),
    )
    activities = [activity for strategy in goal.strategies for activity in strategy.activities]
    rows = [_activity(activity, counts.get(str(activity.id)), words, language) for activity in activities]
    return {"code": goal.code, "title": goal.title, "way": way, "rows": rows}


def _activity(
    activity: Activity, counted: Mapping[str, Any] | None, words: Mapping[str, str], language: str
) -> dict[str, Any]:
    role = ROLES[language].get(activity.owner_role) or activity.owner_role.removeprefix("team:").replace("_", " ")
    by = {OwnedBy.EACH: words["each"], OwnedBy.ANY: words["one_of"]}.get(activity.owned_by, "{role}")
    named = activity.owner.name if activity.owner else None
    return {
        "code": activity.code,
        "title": activity.title,
        "who": named or by.format(role=role),
        "due": say_day(activity.due_on, language) if activity.due_on else "",
        "done": words["of"].format_map(counted) if counted else "",
        "overdue": counted["overdue"] if counted else "",
        "is_late": bool(counted and counted["overdue"]),
    }


def _day(day: str | None, language: str) -> str:
    return say_day(date.fromisoformat(day), language) if day else ""
