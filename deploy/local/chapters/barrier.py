"""A barrier through all its states, each by whom it concerns; who raised it hears at every step."""

from datetime import UTC, datetime
from typing import Any

from deploy.local.callers import Caller
from deploy.local.story import Story


def tell(story: Story) -> None:
    """A school says what stands in its way, and the district answers."""
    story.report.step("A barrier, from the school that raises it to the executive who decides, and back")
    raiser, task = story.worker, _blockable(story)
    if task is None:
        story.report.line("the school has no open task left that something could stand in the way of")
        return
    coordinator, executive = story.people["district_coordinator"], story.people["executive_leader"]
    member = story.people["district_team_member"] = story.credentials("district_team_member")
    story.wait(datetime.now(UTC))
    story.news(raiser.name)
    body = {
        "title": "No substitute teachers on Tuesdays",
        "description": "Nobody can cover the teachers while the team meets.",
        "category": "people",
        "task_ids": [task["id"]],
    }
    steps: list[dict[str, Any]] = []
    barrier = _step(story, steps, raiser, "raise", "/v1/barriers", body)
    steps[0]["task_state"] = raiser.get("scheduling", f"/v1/tasks/{task['id']}")["state"]
    story.report.line(f"task {task['activity_code']}, due {task['due_on']}, is {steps[0]['task_state']}")
    url = f"/v1/barriers/{barrier['id']}"
    triage = {"level": "district_team", "reason": "The pool of substitutes is the district's."}
    _step(story, steps, coordinator, "triage", url, triage)
    _step(story, steps, coordinator, "assign", url, {"assignee_id": member.name})
    escalate = {"level": "executive", "reason": "Two more substitutes cost money that the team does not have."}
    _step(story, steps, member, "escalate", url, escalate)
    _step(story, steps, executive, "decide", url, {"decision": "Two substitutes are hired for Tuesdays."})
    _step(story, steps, coordinator, "resolve", url, {"resolution": "They begin this week."})
    after = raiser.get("scheduling", f"/v1/tasks/{task['id']}")
    story.report.line(
        f"task {task['activity_code']} is {after['state']} again, due {after['due_on']}: "
        "it gets back the school days it was blocked for, here none"
    )
    _step(story, steps, raiser, "confirm", url, {})
    story.outcome["barrier"] = {"steps": steps, "before": task, "after": after}


def _step(
    story: Story, steps: list[dict[str, Any]], by: Caller, move: str, url: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Make a move and see what the raiser hears of it."""
    began = datetime.now(UTC)
    barrier: dict[str, Any] = by.post("scheduling", url if move == "raise" else f"{url}/{move}", body)
    story.wait(began)
    clock = f", answer due {barrier['answer_due_on']}" if barrier["answer_due_on"] else ""
    said = f"{barrier['code']} is {barrier['state']} on level {barrier['level']}{clock}"
    heard = story.news(story.worker.name)
    story.report.asked(f"{move:<9}{story.name(by.name)}", said)
    story.report.heard(story.name(story.worker.name), heard)
    steps.append({"state": barrier["state"], "level": barrier["level"], "by": by.name, "heard": heard})
    return barrier


def _blockable(story: Story) -> dict[str, Any] | None:
    mine = story.worker.all(
        "scheduling", "/v1/tasks", plan_id=story.plan["id"], owner_id=story.worker.name, state="open"
    )
    return min(
        mine,
        key=lambda task: (task["due_on"], task["activity_code"], story.schools[task["school_id"]]["local_code"]),
        default=None,
    )
