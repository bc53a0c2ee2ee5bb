"""A barrier through all its states, each by whom it concerns; who raised it hears at every step."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.local.callers import Caller
from deploy.local.story import Story


@dataclass
class Course:
    """What became of the barrier so far, and who hears of it."""

    story: Story
    raiser_id: str
    steps: list[dict[str, Any]] = field(default_factory=list)


def play(story: Story) -> None:
    """A school says what stands in its way, and the district answers."""
    story.report.step("A barrier, from the school that raises it to the executive who decides, and back")
    task = _blockable(story)
    if task is None:
        story.report.line("nobody has an open task left that something could stand in the way of")
        return
    raiser = story.person(task["owner"]["id"])
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
    course = Course(story, raiser.name)
    steps = course.steps
    barrier = _step(course, raiser, "raise", "/v1/barriers", body)
    steps[0]["task_state"] = raiser.get("scheduling", f"/v1/tasks/{task['id']}")["state"]
    story.report.line(f"task {task['activity_code']}, due {task['due_on']}, is {steps[0]['task_state']}")
    url = f"/v1/barriers/{barrier['id']}"
    triage = {"level": "district_team", "reason": "The pool of substitutes is the district's."}
    _step(course, coordinator, "triage", url, triage)
    _step(course, coordinator, "assign", url, {"assignee_id": member.name})
    escalate = {"level": "executive", "reason": "Two more substitutes cost money that the team does not have."}
    _step(course, member, "escalate", url, escalate)
    _step(course, executive, "decide", url, {"decision": "Two substitutes are hired for Tuesdays."})
    _step(course, coordinator, "resolve", url, {"resolution": "They begin this week."})
    after = raiser.get("scheduling", f"/v1/tasks/{task['id']}")
    story.report.line(
        f"task {task['activity_code']} is {after['state']} again, due {after['due_on']}: "
        "it gets back the school days it was blocked for, here none"
    )
    _step(course, raiser, "confirm", url, {})
    story.outcome["barrier"] = {"steps": steps, "before": task, "after": after}


def _step(course: Course, by: Caller, move: str, url: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make a move and see what the raiser hears of it."""
    story = course.story
    began = datetime.now(UTC)
    barrier: dict[str, Any] = by.post("scheduling", url if move == "raise" else f"{url}/{move}", body)
    story.wait(began)
    clock = f", answer due {barrier['answer_due_on']}" if barrier["answer_due_on"] else ""
    said = f"{barrier['code']} is {barrier['state']} on level {barrier['level']}{clock}"
    heard = story.news(course.raiser_id)
    story.report.asked(f"{move:<9}{story.name(by.name)}", said)
    story.report.heard(story.name(course.raiser_id), heard)
    course.steps.append({"state": barrier["state"], "level": barrier["level"], "by": by.name, "heard": heard})
    return barrier


def _blockable(story: Story) -> dict[str, Any] | None:
    """The first open task of whom the story knows from work, else of anybody."""
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], state="open", unowned=False)
    known = story.worker.name if story.worker else None
    return min(tasks, key=lambda task: (task["owner"]["id"] != known, story.place(task)), default=None)
