from typing import Any

import pytest
from jinja2 import UndefinedError

from services.notifications.messages import rendering

SCHOOL = {"school_id": "5b0c", "name": "Cedar <High>", "count": 2, "first_due_on": "2026-12-04"}
FACTS: dict[str, Any] = {
    "title": "Reading & writing",
    "school_year": "2026-2027",
    "task_count": 2,
    "first_due_on": "2026-12-04",
    "schools": [SCHOOL],
    "unowned": None,
}
UNOWNED = {"task_count": 3, "school_count": 2, "first_due_on": "2027-01-15"}


def test_plan_published_is_written_in_english_and_spanish() -> None:
    assert rendering.languages("plan_published") == {"en", "es"}


def test_english_says_tasks_and_days() -> None:
    said = rendering.render("plan_published", "en", FACTS)
    assert said.subject == "Reading & writing: 2 tasks for you"
    assert "You have 2 tasks; the first is due December 4, 2026." in said.text
    assert "- Cedar <High>: 2 tasks, first due December 4, 2026" in said.text


def test_spanish_says_tasks_and_days() -> None:
    said = rendering.render("plan_published", "es", FACTS)
    assert said.subject == "Reading & writing: 2 tareas para usted"
    assert "la primera vence el 4 de diciembre de 2026" in said.text
    assert 'lang="es"' in said.html


def test_html_escapes_what_people_typed_and_text_does_not() -> None:
    said = rendering.render("plan_published", "en", FACTS)
    assert "Cedar &lt;High&gt;" in said.html
    assert "<High>" not in said.html
    assert "Cedar <High>" in said.text


@pytest.mark.parametrize(("language", "words"), [("en", "have nobody"), ("es", "no tienen responsable")])
def test_a_coordinator_reads_what_has_nobody(language: str, words: str) -> None:
    facts = {**FACTS, "task_count": 0, "schools": [], "first_due_on": None, "unowned": UNOWNED}
    said = rendering.render("plan_published", language, facts)
    assert words in said.text
    assert words in said.html
    assert "3" in said.subject


@pytest.mark.parametrize("language", ["en", "es"])
def test_many_schools_are_cut_short_and_counted(language: str) -> None:
    said = rendering.render("plan_published", language, {**FACTS, "schools": [SCHOOL] * 1200})
    assert said.text.count("Cedar") == rendering.SCHOOLS_NAMED
    assert "1,175" in said.text
    assert "1,175" in said.html


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_school_or_day_the_directory_has_not_told_is_no_fault(language: str) -> None:
    unknown = {**SCHOOL, "name": None, "first_due_on": None}
    said = rendering.render("plan_published", language, {**FACTS, "first_due_on": None, "schools": [unknown]})
    assert "None" not in said.text + said.html


def test_a_missing_fact_is_a_fault_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        rendering.render("plan_published", "en", {"title": "Reading"})


def test_a_subject_is_one_line_whatever_the_title() -> None:
    said = rendering.subject("plan_published", "en", {**FACTS, "title": "Reading\r\nBcc: all@cedar.example"})
    assert "\n" not in said
    assert "\r" not in said


def test_only_mail_carries_the_way_out() -> None:
    link = "https://notify.example/v1/unsubscribe/abc"
    assert link in rendering.render("plan_published", "en", FACTS, link).text
    assert "unsubscribe" not in rendering.render("plan_published", "en", FACTS).html
