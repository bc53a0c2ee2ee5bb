"""What each kind of message is about: by the noun of the API and its id, so that nobody has to read it out of words."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.wording.templates.about import Said, about_of
from shared.about import About, AboutKind
from tests.notifications.messages.messages.samples import CHANGED, ID, SAMPLES, changed

SUBJECT, PLAN = uuid4(), uuid4()


def about(kind: str, facts: dict[str, Any], *, plan_id: UUID | None = None, language: str = "en") -> About:
    return about_of(Said(kind, language, facts, SUBJECT, plan_id), "https://app.example/x")


def sample(kind: str, **which: Any) -> dict[str, Any]:
    """The first sample of a kind whose facts have these values."""
    return next(facts for said, facts in SAMPLES if said == kind and which.items() <= facts.items())


@pytest.mark.parametrize(("kind", "facts"), SAMPLES)
def test_it_has_an_id_unless_it_is_about_many(kind: str, facts: dict[str, Any]) -> None:
    found = about(kind, facts)
    many = {AboutKind.MY_DAY, AboutKind.ROLL_UP, AboutKind.ESCALATIONS, AboutKind.ATTENDANCE_ALERTS}
    assert (found.id is None) == (found.kind in many)
    assert found.link == "https://app.example/x"


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        ("barrier", "barrier"),
        ("handover", "handover"),
        ("delegation", "delegation"),
        ("task_reopened", "task"),
        ("mention", "task"),
        ("watched", "task"),
        ("emergency_access", "emergency_access"),
    ],
)
def test_a_thing_is_named_by_its_own_id(kind: str, noun: str) -> None:
    found = about(kind, sample(kind))
    assert (found.kind, found.id) == (noun, UUID(ID))


def test_a_barrier_has_its_number_and_title() -> None:
    facts = sample("barrier") | {"number": 6, "title": "No room"}
    found = about("barrier", facts)
    assert (found.number, found.title) == (6, "No room")
    assert about("barrier", {**facts, "title": ""}).title is None


def test_a_revision_is_told_from_its_plan() -> None:
    facts = sample("plan_step", revision=3)
    revision, plan = about("plan_step", facts), about("plan_step", {**facts, "revision": None})
    assert (revision.kind, revision.id, revision.number) == ("revision", UUID(ID), 3)
    assert (plan.kind, plan.id, plan.number) == ("plan", UUID(ID), None)


def test_changes_are_about_the_one_task_they_touched_else_about_its_plan_else_about_the_day() -> None:
    facts = changed("rule", added=2)
    one = about("tasks_changed", {**facts, "only": CHANGED}, plan_id=PLAN)
    plan, day = about("tasks_changed", facts, plan_id=PLAN), about("tasks_changed", facts)
    assert (one.kind, one.id, one.title) == ("task", UUID(CHANGED["task_id"]), CHANGED["title"])
    assert (plan.kind, plan.id, plan.title) == ("plan", PLAN, facts["plan_title"])
    assert (day.kind, day.id, day.title) == ("my_day", None, None)


def test_what_another_service_asked_for_is_called_in_the_readers_language() -> None:
    asked = {"code": "team.name_leader", "values": {"kind": "attendance"}}
    facts = {**sample("task_reopened"), "title": "Sentence", "text": asked}
    english, spanish = (about("task_reopened", facts, language=one).title for one in ("en", "es"))
    assert english != spanish
    assert "Sentence" not in (english, spanish)


def test_what_somebody_gave_is_named_at_the_task_alone() -> None:
    assert about("task_given", {"task_id": ID}).title is None
