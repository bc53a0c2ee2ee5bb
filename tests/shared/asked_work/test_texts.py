"""The catalogue says everything in every language, and holds nothing that could be of a student."""

from string import Formatter
from typing import Any
from uuid import UUID

import pytest

from shared.asked_work.texts import LANGUAGES, TEXTS, Kind, Text, UnknownText, Words, WrongValues, check, named, say

SOMEBODY, SCHOOL = UUID(int=1), UUID(int=2)
GOOD: dict[Kind, Any] = {Kind.COUNT: 2, Kind.DAY: "2026-12-04", Kind.STAFF: str(SOMEBODY), Kind.SCHOOL: str(SCHOOL)}
NAMES = {SOMEBODY: "Ann Lee", SCHOOL: "Oak"}


def values_of(text: Text) -> dict[str, Any]:
    """Values that fit."""
    return {
        name: next(iter(kind.by_code)) if isinstance(kind, Words) else GOOD[kind] for name, kind in text.values.items()
    }


@pytest.mark.parametrize("code", TEXTS)
def test_every_text_is_said_in_every_language_with_all_its_values(code: str) -> None:
    text = TEXTS[code]
    assert text.sentences.keys() == set(LANGUAGES)
    for language, forms in text.sentences.items():
        assert len(forms) == (2 if "count" in text.values else 1), language
        for form in forms:
            assert {name for _, name, _, _ in Formatter().parse(form) if name} == text.values.keys()
    for kind in text.values.values():
        if isinstance(kind, Words):
            assert {frozenset(words) for words in kind.by_code.values()} == {frozenset(LANGUAGES)}
        else:
            assert isinstance(kind, Kind)


@pytest.mark.parametrize("code", TEXTS)
def test_its_values_are_of_their_types_or_it_is_not_said(code: str) -> None:
    good = values_of(TEXTS[code])
    check(code, good)
    for wrong in ({**good, "note": "a word"}, *({},) * bool(good), *({**good, name: "free words"} for name in good)):
        with pytest.raises(WrongValues):
            check(code, wrong)


def test_what_the_catalogue_lacks_is_not_said() -> None:
    with pytest.raises(UnknownText):
        check("no.such.text", {})


def test_a_sentence_has_names_and_days_as_its_language_says_them() -> None:
    values = {"staff": str(SOMEBODY), "day": "2026-12-04", "records": "roster"}
    told = named("emergency_access.review", values, NAMES)
    assert say("emergency_access.review", told, "en-US") == (
        "Review the emergency access of Ann Lee to student records on December 4, 2026"
    )
    assert say("emergency_access.review", told, "es-MX") == (
        "Revise el acceso de emergencia de Ann Lee a los expedientes de estudiantes del 4 de diciembre de 2026"
    )


def test_whom_the_directory_has_not_told_of_is_somebody() -> None:
    told = named("caseloads.orphaned", {"count": 1, "school": str(SCHOOL)}, {})
    assert say("caseloads.orphaned", told, "es").startswith("Busque en una escuela quién atienda a 1 estudiante cuyo")
