"""A revision: one activity is re-dated, one is added, one is left out; open tasks follow, each person hears once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from deploy.local.callers import read_and_approve
from deploy.local.story import Story

NEW = {
    "title": "Say who stands in for the team's leader",
    "instructions": "Name somebody who leads the team's meeting when its leader cannot, and tell them.",
    "targets": {"kind": "all"},
    "due": {"kind": "offset", "count": 2, "unit": "school_days", "direction": "after", "anchor": "publication"},
    "done_when": {"kind": "manual"},
}


def play(story: Story) -> None:
    """Draft → differences in words → submitted → approved → published."""
    coordinator, executive = story.people["district_coordinator"], story.people["executive_leader"]
    story.report.step("The plan is revised: open tasks follow, and each person hears once")
    url = f"/v1/plans/{story.plan['id']}/revisions"
    note = {"note": "What the first weeks have shown."}
    revision = coordinator.post("scheduling", url, note)
    url = f"{url}/{revision['number']}"
    goals = revision["content"]["goals"]
    _change(story, goals)
    revision = coordinator.patch("scheduling", url, {"goals": goals}, revision["version"])
    story.report.asked(f"PATCH {url}", f"{len(revision['differences'])} differences")
    for difference in revision["differences"]:
        story.report.line(difference["words"])
    effects = coordinator.get("scheduling", f"{url}/effects")
    counts = ("added", "redated", "withdrawn")
    said = ", ".join(f"{effects[name]} {name}" for name in counts)
    story.report.asked(f"GET {url}/effects", f"tasks: {said}; {effects['people']} people")
    coordinator.post("scheduling", f"{url}/submit")
    read_and_approve(executive, url, revision["content_hash"])
    began = datetime.now(UTC)
    revision = coordinator.post("scheduling", f"{url}/publish")
    said = ", ".join(f"{revision[f'{name}_count']} {name}" for name in counts)
    story.report.asked(f"POST {url}/publish", f"revision {revision['number']} is {revision['state']}: {said}")
    story.settled(began)
    story.plan = coordinator.get("scheduling", f"/v1/plans/{story.plan['id']}")
    messages = story.changed(revision["change_id"])
    story.report.line(f"{len(messages)} messages to {len({m['recipient']['id'] for m in messages})} people")
    story.outcome["revision"] = {"effects": effects, "published": revision, "messages": messages}


def _change(story: Story, goals: list[dict[str, Any]]) -> None:
    """The plan's earliest activity falls a week later, its last one is left out, a new one stands in its first strategy."""
    due = {activity["code"]: activity["due_on"] for activity in story.activities()}
    begun = {
        task["activity"]["id"]
        for task in story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"])
        if task["state"] != "open"
    }
    untouched = {activity["code"] for activity in story.activities() if activity["id"] not in begun}
    found = [(strategy, activity) for strategy, activity in _activities(goals) if activity["code"] in untouched]
    found.sort(key=lambda pair: (due[pair[1]["code"]], pair[1]["code"]))
    later = date.fromisoformat(due[found[0][1]["code"]]) + timedelta(weeks=1) if found else None
    if later and len(found) > 1:
        found[0][1]["due"] = {"kind": "date", "on": str(later)}
        strategy, last = found[-1]
        if len(strategy["activities"]) > 1:
            strategy["activities"].remove(last)
    roles = Counter(activity["owner_role"] for _, activity in _activities(goals))
    strategy, _ = next(_activities(goals))
    strategy["activities"].append({**NEW, "code": f"{strategy['code']}.NEW", "owner_role": roles.most_common(1)[0][0]})


def _activities(goals: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for goal in goals:
        for strategy in goal["strategies"]:
            for activity in strategy["activities"]:
                yield strategy, activity
