"""What is refused is said in Spanish too: no sentence is in English alone (`Words`)."""

from collections import Counter

from tests.architecture.sentences import english_alone, left, refusals


def test_no_sentence_is_in_english_alone() -> None:
    assert left() == Counter(), "say it in both languages: `Words`"


def test_the_gate_sees_a_sentence_in_english_alone() -> None:
    assert "NotFound" in refusals()
    assert english_alone('raise NotFound("No such task.")') == [1]
    assert english_alone('raise NotFound(f"No {thing}.", errors=[fault("/x", "missing", "missing")])') == [1, 1]
    assert english_alone('raise NotFound(Words("No such task.", es="No existe esa tarea."))') == []
    assert english_alone("raise NotFound(errors=[])") == []
