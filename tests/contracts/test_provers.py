"""What proves work is what events are marked with; whose roles may bring it about is what the services' permissions say."""

import json
from uuid import UUID

import pytest

from deploy import contracts
from services.scheduling.consumers import consumers
from services.scheduling.consumers import hear_facts as hearing
from services.scheduling.planning.evidence_types.catalogue import MARKS, PROVABLE, provers_of
from services.scheduling.planning.plan_templates import library
from services.scheduling.planning.plans.rules import activities
from services.scheduling.publication.preview_figures.rules import owners_who_may_not
from services.scheduling.work.facts.heard import FACTS
from shared.events.event import Event, Part
from shared.events.provable import NamesStudent, Provable, described, refuse_students

MARK = Provable(right="roster:read", fields={}, place=None, said={"en": "it was", "es": "fue"})


def test_the_committed_catalogue_is_what_the_marks_say() -> None:
    assert json.loads(contracts.PROVABLE_EVENTS.read_text()) == contracts.provable(), "run: make contracts"


def test_scheduling_hears_exactly_the_marked_events_as_facts() -> None:
    marked = {event.type: event.provable for event in contracts.events() if event.provable}
    wanted = {
        name for type_, mark in marked.items() for name in (type_, *mark.former, *mark.corrected_by, *mark.withdrawn_by)
    }
    heard = {type_ for type_, found in consumers.handlers.items() if any(handler is hearing for _, handler in found)}
    assert heard == wanted == set(FACTS)
    published = {event.type for event in contracts.events()}
    assert heard <= published, "a mark names what nobody publishes"


def test_an_event_that_names_a_student_bears_no_mark() -> None:
    for event in contracts.events():
        if event.provable:
            refuse_students(event)

    class Deep(Part):
        student_ids: list[UUID]

    class Named(Event, type="", subject="x/{x}", provable=MARK):
        x: str
        parts: list[Deep]

    class Signed(Event, type="", subject="x/{x}", provable=MARK):
        x: str
        guardian_id: UUID | None

    for named in (Named, Signed):
        with pytest.raises(NamesStudent):
            described(named)


def test_a_mark_speaks_of_fields_the_event_has() -> None:
    class Plain(Event, type="", subject="x/{x}", provable=Provable(right="", fields={"gone": ()}, said={})):
        x: str
        school_id: UUID | None

    with pytest.raises(TypeError, match="gone"):
        described(Plain)


def test_of_one_subject_told_in_versions_only_one_event_is_marked() -> None:
    subjects = [mark["subject"] for mark in MARKS.values() if mark["is_versioned"]]
    assert len(set(subjects)) == len(subjects)


@pytest.mark.parametrize("event_type", sorted(PROVABLE))
def test_who_proves_is_who_may(event_type: str) -> None:
    assert provers_of(event_type), "nobody but a machine brings it about"
    rule = contracts.permissions()[event_type.partition(".")[0]][
        next(event.provable.right for event in contracts.events() if event.type == event_type and event.provable)
    ]
    assert provers_of(event_type) == {*rule["district"], *rule["school"]}


@pytest.mark.parametrize("event_type", sorted(PROVABLE))
def test_what_happened_is_said_in_every_language(event_type: str) -> None:
    mark = MARKS[event_type]
    reckoned = ("percent",) if mark["is_score"] else ()
    values = dict.fromkeys((*mark["fields"], *reckoned), "x") | {"place": " at Oak"}
    said = {language: words.format(**values) for language, words in mark["said"].items()}
    assert said.keys() == {"en", "es"}
    assert {" at Oak" in words for words in said.values()} == {mark["place"] is not None}


@pytest.mark.parametrize("code", sorted(library.templates()))
def test_no_template_asks_anybody_for_what_they_may_not_do(code: str) -> None:
    plan = library.get_template(code).plan.model_dump(mode="json", exclude_none=True)
    assert owners_who_may_not(activities(plan)) == []
