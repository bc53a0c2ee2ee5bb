from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError
from pydantic import TypeAdapter

from services.notifications.messages.messages.payloads import Facts
from services.notifications.wording.templates import rendering
from services.notifications.wording.templates.kinds import Kind
from services.notifications.wording.templates.links import PAGES, address, place_of
from services.notifications.wording.templates.rendering import Letterhead
from tests.notifications.messages.messages.samples import CHANGED, DIGEST, LATE, SAMPLES, changed

HEAD = Letterhead("Ana Ruiz", "Cedar Valley", "https://notify.example/x")
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
    assert said.text.count("Cedar") == rendering.SHOWN
    assert "1,175" in said.text
    assert "1,175" in said.html


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_school_or_day_the_directory_has_not_told_is_no_fault(language: str) -> None:
    unknown = {**SCHOOL, "name": None, "first_due_on": None}
    said = rendering.render("plan_published", language, {**FACTS, "first_due_on": None, "schools": [unknown]})
    assert "None" not in said.text + said.html


@pytest.mark.parametrize(("language", "place"), [("en", "The district: 2 tasks"), ("es", "El distrito: 2 tareas")])
def test_what_the_district_itself_owes_is_at_no_unknown_school(language: str, place: str) -> None:
    own = {**FACTS, "schools": [{**SCHOOL, "school_id": None, "name": None}], "unowned": {**UNOWNED, "school_count": 0}}
    said = rendering.render("plan_published", language, own).text
    assert place in said
    assert "0" not in said.replace("2026", "").replace("2027", "")


def test_every_kind_but_what_says_all_leads_to_what_it_speaks_of() -> None:
    assert {kind for kind in Kind if kind not in PAGES} == {Kind.ANNOUNCEMENT}


def test_a_missing_fact_is_a_fault_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        rendering.render("plan_published", "en", {"title": "Reading"})


def test_a_subject_is_one_line_whatever_the_title() -> None:
    said = rendering.subject("plan_published", "en", {**FACTS, "title": "Reading\r\nBcc: all@cedar.example"})
    assert "\n" not in said
    assert "\r" not in said


def test_only_mail_carries_the_way_out() -> None:
    out = "https://notify.example/v1/unsubscribe/abc"
    assert out in rendering.render("plan_published", "en", FACTS, replace(HEAD, unsubscribe_url=out)).text
    assert "unsubscribe" not in rendering.render("plan_published", "en", FACTS).html


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("kind", "facts"), SAMPLES)
def test_every_kind_says_what_happened_in_every_case(kind: str, facts: dict[str, Any], language: str) -> None:
    TypeAdapter(Facts).validate_python({"kind": kind, **facts}, strict=False)
    link = address(place_of(kind, facts, datetime(2026, 11, 30, tzinfo=UTC)), None, "https://app.example/")
    said = rendering.render(kind, language, facts, HEAD, rendering.Ways(link, "https://notify.example/v1/answers/x"))
    assert 5 < len(said.subject) < 100
    # Nothing blank, nothing doubled, nothing of the code in what people read.
    for text in (said.subject, said.text, said.html):
        assert "None" not in text
        assert "{" not in text
        assert "()" not in text
    assert "\n\n\n" not in said.text
    assert "  " not in said.text
    assert " ." not in said.text
    assert said.text.splitlines()[0].strip()
    assert f'lang="{language}"' in said.html
    assert "<families>" not in said.html
    assert "https://notify.example/x" in said.text
    # Whose it is, whom it greets, the way back in, and in plain words why.
    for text in (said.text, said.html):
        assert "Cedar Valley" in text
        assert "Ana Ruiz" in text
        assert link is None or link in text
    if facts.get("because"):
        assert (rendering.because(language, facts) or "no words") in said.text
    # A subject needs none of the lists, which the inbox leaves out.
    lists = (
        "schools",
        "lines",
        "plans",
        "due_soon",
        "overdue",
        "unowned_due_soon",
        "unowned_overdue",
        "first_tasks",
        "worst",
    )
    bare = {name: value for name, value in facts.items() if name not in lists}
    assert rendering.subject(kind, language, bare) == said.subject


@pytest.mark.parametrize("language", ["en", "es"])
def test_long_lists_are_cut_short_and_counted(language: str) -> None:
    many = rendering.render("digest", language, {**DIGEST, "overdue_count": 1212, "overdue": [LATE] * 50})
    assert many.text.count("Cedar High") == rendering.SHOWN + 1
    assert "1,187" in many.text
    assert "1,187" in many.html
    some = rendering.render("tasks_changed", language, changed("revision", redated=37))
    assert "12" in some.text
    assert some.text.count("Cedar High") == some.html.count("Cedar High") == rendering.SHOWN


def test_english_and_spanish_read_well() -> None:
    english = rendering.render("tasks_changed", "en", changed("calendar", redated=1))
    assert english.subject == "The calendar moved the dates of 1 task"
    assert "- New date: Meet <families>, Cedar High, due December 4, 2026 (before: November 30, 2026)" in english.text
    spanish = rendering.render("digest", "es", DIGEST)
    assert spanish.subject == "2 tareas vencidas, 1 por vencer"
    assert "- 4 de diciembre de 2026: Meet <families>, Cedar High (3 días escolares de atraso)" in spanish.text


UNDONE = {
    ("rule", "en"): ("Nothing left to do: Meet", "A rule of the district had made this."),
    ("rule", "es"): ("Ya no hay que hacerlo: Meet", "Una regla del distrito había creado esto."),
    ("asked", "en"): ("Nothing left to do: Meet", "This is not asked of you any more."),
    ("asked", "es"): ("Ya no hay que hacerlo: Meet", "Esto ya no se le pide."),
}


@pytest.mark.parametrize(("cause", "language"), UNDONE)
def test_what_is_undone_has_words_of_its_own(cause: str, language: str) -> None:
    subject, lead = UNDONE[cause, language]
    only = changed(cause, withdrawn=1) | {"only": {**CHANGED, "change": "withdrawn"}}
    said = rendering.render("tasks_changed", language, only)
    assert said.subject.startswith(subject)
    for text in (said.text, said.html):
        assert lead in text
    several = rendering.render("tasks_changed", language, changed(cause, withdrawn=3))
    assert (
        several.subject
        == {
            "en": "3 tasks of yours are not to be done any more",
            "es": "3 tareas suyas ya no son necesarias",
        }[language]
    )
    mixed = rendering.render("tasks_changed", language, changed(cause, withdrawn=1, redated=1))
    assert mixed.subject == {"en": "2 tasks of yours changed", "es": "2 tareas suyas cambiaron"}[language]
    assert lead not in mixed.text
