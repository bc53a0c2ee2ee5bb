"""The district's half year: the demonstration's first chapters eight weeks ago, then people work, and some things go wrong."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from deploy.local.chapters import barrier, everybody, signing_on
from deploy.local.report import Report
from deploy.local.sample.moved import write_sample
from deploy.local.sandbox.past import lived, set_back
from deploy.local.scoring import answers
from deploy.local.sign_on import Exchanging
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE, Story
from shared import clock

NAME, ZONE = "Cedar Valley Unified School District", "America/Detroit"
BEGAN = timedelta(weeks=8)
#: When people are looked at working, the last time today.
LOOKS = (timedelta(weeks=4), timedelta(weeks=2), timedelta(days=4))
#: Of ten tasks that are due: so many are done, so many are begun, and nobody has touched the others.
DONE, STARTED = 6, 2
#: What stands in the way at one school after the other, and how far the district has come with it.
BARRIERS = (
    ("The counselor's room is not free on Thursdays", "space", ()),
    ("Two teachers have not been trained yet", "people", ("triage", "assign")),
    ("There is no money for the second reading set", "money", ("triage", "assign", "escalate")),
)
SCORED = 4
GIVEN_TO = ("principal", "school_coordinator")
GIVEN = (("Say who comes to Thursday's meeting", 0), ("Send the minutes of the last team meeting", 3))


def tell(stack: Stack, report: Report, past: Path, sign_on: Exchanging) -> Story:
    """From the roster to today, all through the public API."""
    with lived(past):
        set_back(past, BEGAN)
        bundle, plan = write_sample(stack.folder, SAMPLE / "plan.yaml", clock.day_in(ZONE, clock.now()), earlier=True)
        story = Story(stack, report, sign_on, NAME, ZONE, stack.folder / "told")
        story.import_roster(bundle)
        story.tend_directory(yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"])
        signing_on.play(story)
        story.bring_plan(plan)
        story.score_fidelity(SAMPLE / "instrument.json")
        story.work_in_a_school()
        barrier.play(story)
        everybody.play(story)
        _score(story)
        for ago in LOOKS:
            set_back(past, ago)
            _work(story)
        _stand_in_the_way(story)
        set_back(past, timedelta())
        _give(story)
        story.wait(clock.now())
    return story


def _live(story: Story) -> list[dict[str, Any]]:
    """The plan's open tasks that somebody owns, in the same order at every run."""
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], state="open", unowned=False)
    return sorted(tasks, key=story.place)


def _score(story: Story) -> None:
    """More schools score themselves, some better than others."""
    coordinator = story.people["district_coordinator"]
    first = story.outcome["administration"]
    instrument = coordinator.get("assessment", f"/v1/instruments/{first['instrument']['id']}")
    others = sorted(story.schools.values(), key=lambda school: school["local_code"])
    for place, school in enumerate(school for school in others if school["id"] != first["subject"]["id"]):
        if place == SCORED:
            break
        wish = {
            "instrument_id": instrument["id"],
            "subject": {"kind": "school", "id": school["id"]},
            "window": "winter",
        }
        opened = coordinator.post("assessment", "/v1/administrations", wish)
        url = f"/v1/administrations/{opened['id']}"
        coordinator.put("assessment", f"{url}/answers", {"answers": answers(instrument, place + 1)}, opened["version"])
        coordinator.post("assessment", f"{url}/score")
    story.wait(clock.now())


def _work(story: Story) -> None:
    """Of what is due by now most is done, some is begun, and some is nobody's first thought."""
    today = str(clock.day_in(ZONE, clock.now()))
    by_hand = {a["id"] for a in story.activities() if a["done_when"]["kind"] != "event"}
    mine: dict[str, list[dict[str, str]]] = defaultdict(list)
    for task in _live(story):
        if task["due_on"] > today or task["activity"]["id"] not in by_hand:
            continue
        fate = crc32("".join(story.place(task)).encode()) % 10
        if fate < DONE:
            mine[task["owner"]["id"]].append({"task_id": task["id"], "note": "Done with the team."})
        elif fate < DONE + STARTED:
            story.person(task["owner"]["id"]).post("scheduling", f"/v1/tasks/{task['id']}/start")
    for owner, items in mine.items():
        story.person(owner).post("scheduling", "/v1/bulk/tasks/complete", {"items": items})
    story.wait(clock.now())


def _stand_in_the_way(story: Story) -> None:
    """Barriers that are new, in work, and waiting for the executive leader's decision; each blocks a task."""
    coordinator, member = story.people["district_coordinator"], story.people["district_team_member"]
    office = {caller.name for caller in story.people.values()}
    schools: dict[str, dict[str, Any]] = {}
    for task in sorted(_live(story), key=lambda task: story.schools[task["school"]["id"]]["local_code"]):
        if task["owner"]["id"] not in office:
            schools.setdefault(task["school"]["id"], task)
    for (title, category, moves), task in zip(BARRIERS, schools.values(), strict=False):
        raiser = story.person(task["owner"]["id"])
        body = {"title": title, "category": category, "task_ids": [task["id"]]}
        url = f"/v1/barriers/{raiser.post('scheduling', '/v1/barriers', body)['id']}"
        if "triage" in moves:
            coordinator.post(
                "scheduling", f"{url}/triage", {"level": "district_team", "reason": "The district can help."}
            )
        if "assign" in moves:
            coordinator.post("scheduling", f"{url}/assign", {"assignee_id": member.name})
        if "escalate" in moves:
            member.post(
                "scheduling", f"{url}/escalate", {"level": "executive", "reason": "It costs more than we have."}
            )
        said = {"body": "We know, and are looking for a way. Tell us if it gets worse.", "mentioned_ids": [raiser.name]}
        coordinator.post("scheduling", f"/v1/tasks/{task['id']}/comments", said)


def _give(story: Story) -> None:
    """The district coordinator asks the leads of schools for something today, and for something else soon."""
    coordinator, today = story.people["district_coordinator"], clock.day_in(ZONE, clock.now())
    for entry in story.roles:
        if entry["role"] not in GIVEN_TO or entry["school"] is None:
            continue
        whose = {"school_id": entry["school"]["id"], "owner_id": entry["staff"]["id"]}
        for title, days in GIVEN:
            due_on = str(today + timedelta(days=days))
            coordinator.post("scheduling", "/v1/tasks", {"title": title, "due_on": due_on, **whose})
