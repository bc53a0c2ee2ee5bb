"""The main job on a whole stack of processes, with assertions: what `make demo` shows is what happens."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

from deploy.local.chapters import deprovisioning, signing_on
from deploy.local.playing import play
from deploy.local.report import Report
from deploy.local.sample.moved import write_sample
from deploy.local.sign_on import Browsing, Exchanging
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE, Story
from shared import clock

#: The district's: in its evening the machine's day, and on a Saturday its week, is another.
ZONE = "America/Detroit"


def test_a_plan_becomes_every_schools_tasks_people_are_told_and_its_year_is_followed(
    stack: Stack, tmp_path: Path
) -> None:
    bundle, plan = write_sample(tmp_path, SAMPLE / "plan.yaml", clock.day_in(ZONE, clock.now()))
    marks = yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"]
    keepsakes = tmp_path / "kept"
    sign_on = Exchanging(stack)
    outcome = play(stack, Report(), sign_on, bundle, plan, marks, "Cedar Valley", ZONE, keepsakes)

    sign_on.stop()

    _people_signed_in(outcome)
    _the_plan_reached_the_schools(outcome)
    _snow_moved_what_was_due(outcome["snow"])
    _the_successor_has_the_tasks(outcome["leaving"])
    _the_raiser_heard_of_every_step(outcome["barrier"])
    _the_revision_told_each_person_once(outcome["revision"])
    _the_joining_school_has_its_tasks(outcome["joining"])
    _the_morning_told_everybody_what_is_due(outcome["morning"])
    _everybody_had_their_own_and_the_year_ended(outcome["everybody"])
    for name in ("roll-up-by-school.svg", "burn-up.svg"):
        assert ElementTree.parse(keepsakes / name).getroot().tag.endswith("svg"), name
    assert outcome["series"]["forecast"]["remaining"] == outcome["roll_up"]["tasks"] - 2
    _nobody_lets_the_leaver_in(outcome["deprovisioned"])
    for log in stack.folder.glob("*.log"):
        text = log.read_text(errors="replace")
        assert "Traceback" not in text, log.name
        assert "@cedarvalley.example.org" not in text, f"an address in {log.name}"


def _people_signed_in(outcome: dict[str, Any]) -> None:
    explained = outcome["explained"]
    assert explained["accepted"]
    assert explained["found_by"] == "staff_source_id"
    assert [role["role"] for role in explained["roles"]] == ["district_coordinator"]
    assert [grant["role"] for grant in explained["rules"]["granted"]] == ["district_coordinator"]
    assert "identity_unknown" in outcome["stranger"]


def _nobody_lets_the_leaver_in(gone: dict[str, Any]) -> None:
    assert sorted(gone["seconds"]) == ["assessment", "notifications", "partners", "scheduling"]
    assert "identity_inactive" in gone["signing_in"]
    assert sum(handover["task_count"] for handover in gone["handovers"]) == gone["tasks"] > 0


def test_the_same_people_sign_in_by_browser_at_a_real_provider(stack: Stack, tmp_path: Path) -> None:
    bundle, plan = write_sample(tmp_path, SAMPLE / "plan.yaml", clock.day_in(ZONE, clock.now()))
    story = Story(stack, Report(), sign_on := Browsing(stack), "Cedar Valley", ZONE, tmp_path)
    try:
        story.import_roster(bundle)
        story.tend_directory(yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"])
        signing_on.play(story)
        story.bring_plan(plan)
        deprovisioning.play(story)
    finally:
        sign_on.stop()
    _people_signed_in(story.outcome)
    _nobody_lets_the_leaver_in(story.outcome["deprovisioned"])
    refreshed = story.people["district_coordinator"]
    refreshed.token = ""
    assert refreshed.get("partners", "/v1/district"), "by its refresh token"


def _the_plan_reached_the_schools(outcome: dict[str, Any]) -> None:
    assert outcome["import"]["state"] == "finished"
    assert (outcome["schools"], outcome["staff"]) == (12, 300)
    assert outcome["plan"]["school_count"] == 12
    assert outcome["plan"]["task_count"] == outcome["by_school"]["total"]["tasks"] == 305
    totals = outcome["preview"]["totals"]
    assert totals == {"schools": 12, "tasks": 305, "district_tasks": 0, "people": 43, "unowned": 14}
    assert outcome["preview"]["warnings"]
    by_code = {group["code"]: group for group in outcome["by_school"]["groups"]}
    assert by_code["0107"]["unowned"] == 14
    assert sum(group["unowned"] for group in by_code.values()) == 14
    # One message a person, in the inbox and by mail: never one a task.
    assert outcome["messages"] == outcome["recipients"] == outcome["mails"]
    assert outcome["proved"]["state"] == "done"
    assert outcome["proved"]["activity_code"] == "G1.S1.A2"
    assert (outcome["roll_up"]["done"], outcome["roll_up"]["overdue"]) == (2, 0)


def _snow_moved_what_was_due(snow: dict[str, Any]) -> None:
    assert snow["closes"] == [{"day": snow["day"], "school": None}]
    assert snow["tasks_moved"] == snow["trial"]["tasks_due"] > 12
    _each_was_told_once(snow["messages"])
    # Tasks that nobody owns move too; the district's coordinator hears of them beside the people it reached.
    mine = [message for message in snow["messages"] if message["facts"]["mine"]]
    assert len(mine) == snow["people_told"] > 5
    assert sum(message["facts"]["counts"]["redated"] for message in snow["messages"]) == snow["tasks_moved"]


def _the_successor_has_the_tasks(leaving: dict[str, Any]) -> None:
    assert (leaving["role"], leaving["left"], leaving["taken"]) == ("principal", 0, 7)
    assert leaving["told"]["former"] == ["Your 7 tasks have been handed over"]
    page = leaving["page"]
    assert leaving["foretold"]["task_count"] == page["task_count"] == page["live_count"] == 7
    assert sum(len(page[name]) for name in ("overdue", "upcoming", "later")) == 7
    (heard,) = leaving["told"]["new"]
    assert heard.startswith("7 tasks are now yours, from ")


def _the_raiser_heard_of_every_step(barrier: dict[str, Any]) -> None:
    states = ["raised", "triaged", "assigned", "escalated", "decided", "resolved", "confirmed"]
    assert [step["state"] for step in barrier["steps"]] == states
    assert barrier["steps"][0]["task_state"] == "blocked"
    assert all(len(step["heard"]) == 1 for step in barrier["steps"])
    assert len({step["by"] for step in barrier["steps"]}) == 4
    assert (barrier["after"]["state"], barrier["after"]["due_on"]) == ("open", barrier["before"]["due_on"])


def _the_revision_told_each_person_once(revision: dict[str, Any]) -> None:
    published, effects = revision["published"], revision["effects"]
    assert (published["number"], published["state"]) == (2, "published")
    assert sorted(difference["what"] for difference in published["differences"]) == ["added", "changed", "removed"]
    for name in ("added", "redated", "withdrawn"):
        assert published[f"{name}_count"] == effects[name] == 12
    _each_was_told_once(revision["messages"])
    assert sum(message["facts"]["task_count"] for message in revision["messages"]) == 36


def _the_joining_school_has_its_tasks(joining: dict[str, Any]) -> None:
    assert joining["tasks"] == 25
    assert joining["unowned_before"] > joining["unowned"]
    assert all(len(subjects) == 1 for subjects in joining["told"].values())


def _the_morning_told_everybody_what_is_due(morning: dict[str, Any]) -> None:
    assert morning["day"]["school_is_held"]
    digests = morning["digests"]
    _each_was_told_once(digests)
    # Nobody owns the new task at one school: that is told to the district's coordinator, who has none due.
    assert len(digests) == morning["day"]["people_reminded"] == 12
    own = sum(digest["facts"]["due_soon_count"] for digest in digests)
    assert own + sum(digest["facts"]["unowned_due_soon_count"] for digest in digests) == 13
    assert morning["mail"]["Subject"] == "2 tasks due soon"
    assert "Say who stands in for the team" in morning["kept"].read_text()


def _everybody_had_their_own_and_the_year_ended(everybody: dict[str, Any]) -> None:
    owners = [task["owner"]["id"] for task in everybody["each"]]
    assert len(owners) == len(set(owners)) > 10
    assert everybody["district"]["school"] is None
    assert everybody["given"]["origin"]["kind"] == "given"
    assert everybody["corrected"] == ["done", "open"]
    total = everybody["total"]
    assert (total["tasks"], total["done"]) == (len(owners) + 2, 2)
    assert (everybody["closed"]["state"], everybody["draft"]["state"]) == ("closed", "draft")
    assert everybody["draft"]["school_year"] > everybody["closed"]["school_year"]


def _each_was_told_once(messages: list[dict[str, Any]]) -> None:
    assert messages
    assert len({message["recipient"]["id"] for message in messages}) == len(messages)
