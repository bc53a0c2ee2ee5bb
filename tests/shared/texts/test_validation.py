"""Every finding of pydantic has a sentence for people in each language, and no value in it."""

from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from shared.error_mapping import faults_of
from shared.texts.validation import FORMS, SENTENCES, UNFIT, sentence
from shared.texts.words import Words, in_language

FINDINGS = list_all_errors()


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: str(finding["type"]))
def test_each_kind_is_said_in_both_languages(finding: dict[str, Any]) -> None:
    said = sentence({"type": finding["type"], "ctx": finding.get("example_context") or {}})
    assert said != said.es
    assert "{" not in said + said.es
    assert said.es
    assert "Input should" not in said


def test_no_sentence_speaks_of_a_kind_there_is_not() -> None:
    kinds = {str(finding["type"]) for finding in FINDINGS}
    assert SENTENCES.keys() <= kinds
    assert FORMS.keys() <= {kind.partition("_")[0] for kind in kinds}


class Sent(BaseModel, extra="forbid"):
    """A body with bounds."""

    title: str = Field(min_length=1, max_length=3)
    count: int = Field(default=1, ge=1, le=9)


def said(body: dict[str, Any], language: str) -> dict[str, str | None]:
    """What is said of each place."""
    with pytest.raises(ValidationError) as found:
        Sent.model_validate(body)
    faults = faults_of(found.value.errors(), body)
    return {fault["pointer"]: in_language(fault["detail"], language) for fault in faults}


def test_bounds_are_named() -> None:
    assert said({"title": "", "count": 10}, "en") == {"/title": "At least 1 character", "/count": "9 or less"}
    assert said({"title": "abcd", "count": 0}, "en") == {"/title": "At most 3 characters", "/count": "1 or more"}
    assert said({"title": "", "count": 10}, "es") == {"/title": "Al menos 1 carácter", "/count": "9 o menos"}
    assert said({"title": "abcd", "count": 0}, "es") == {"/title": "Como máximo 3 caracteres", "/count": "1 o más"}


def test_what_is_missing_and_what_is_too_much_is_said() -> None:
    assert said({"extra": 1}, "en") == {"/title": "It is missing", "/extra": "This call does not take it"}


def test_a_finding_of_ours_that_borrows_a_type_says_its_own() -> None:
    borrowed = sentence({"type": "literal_error", "msg": "Name a team", "ctx": {"teams": "a, b"}})
    assert (borrowed, borrowed.es) == ("Name a team", UNFIT.es)


def test_a_validator_of_ours_speaks_for_itself() -> None:
    ours = Words("Not on a Sunday", es="No en domingo")
    assert sentence({"type": "value_error", "ctx": {"error": ValueError(ours)}}).es == "No en domingo"
    alone = sentence({"type": "value_error", "ctx": {"error": ValueError("Not on a Sunday")}})
    assert (alone, alone.es) == ("Not on a Sunday", UNFIT.es)
