"""A school joins: it has its tasks at once, and they find their owners as its roles are filled."""

from datetime import UTC, datetime
from typing import Any

from deploy.local.chapters.people import successor
from deploy.local.story import Story

#: The first one that no school of the district has.
CODES = ("0108", "9901", "JOINED-1")


def play(story: Story) -> None:
    """A school like the district's first one opens today."""
    story.report.step("A school joins the district: it has its tasks, and its people are notified")
    model = min(story.schools.values(), key=lambda school: str(school["local_code"]))
    taken = {school["local_code"] for school in story.schools.values()}
    body = {name: model[name] for name in ("level", "grades", "tags", "cohort")}
    body |= {
        "name": "Silver Birch School",
        "local_code": next(code for code in CODES if code not in taken),
        "opens_on": str(story.today),
    }
    began = datetime.now(UTC)
    school = story.admin.post("partners", "/v1/schools", body)
    words = ", ".join([str(school["level"] or "of no level"), *school["tags"]])
    story.report.asked("POST /v1/schools", f"{school['name']} ({words})")
    story.settled(began)
    story.schools[school["id"]] = school
    tasks = _tasks(story, school)
    nobodys = sum(task["owner"] is None for task in tasks)
    story.report.line(f"{school['name']} has {len(tasks)} tasks; nobody owns {nobodys} of them yet")

    roles = {}
    for role in ("principal", "school_coordinator"):
        roles[role] = successor(story)
        story.news(roles[role])
    items = [
        {"staff_id": who, "role": role, "school_id": school["id"], "starts_on": str(story.today)}
        for role, who in roles.items()
    ]
    began = datetime.now(UTC)
    given = story.admin.post("partners", "/v1/bulk/role-assignments", {"items": items})
    story.report.asked("POST /v1/bulk/role-assignments", f"{given['done']} roles given at {school['name']}")
    story.settled(began)
    tasks = _tasks(story, school)
    left = sum(task["owner"] is None for task in tasks)
    story.report.line(f"nobody owns {left} of its tasks now")
    told = {role: story.news(who) for role, who in roles.items()}
    for role, who in roles.items():
        story.report.heard(f"{story.name(who)}, {role.replace('_', ' ')}", told[role])
    story.outcome["joining"] = {"tasks": len(tasks), "unowned_before": nobodys, "unowned": left, "told": told}


def _tasks(story: Story, school: dict[str, Any]) -> list[dict[str, Any]]:
    return story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], school_id=school["id"])
