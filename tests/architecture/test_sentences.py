"""What is refused is said in Spanish too; where the sentence is in English alone its reader is told general advice.

Whoever writes a new one says it in both (`Words`); whoever translates some takes them off the count.
"""

from tests.architecture.sentences import english_alone, left, refusals

#: How many sentences are left in English alone, by service or the kernel.
LEFT = {"assessment": 66, "notifications": 28, "shared": 75}
#: Rooms people act in every day: nothing is left there.
DONE = (
    *("services/scheduling/work/task_comments", "services/scheduling/work/own_notes"),
    *("services/scheduling/work/delegations", "services/scheduling/work/evidence_files"),
)


def by_service() -> dict[str, int]:
    """The count of each service, and of the kernel."""
    found: dict[str, int] = {}
    for folder, count in left().items():
        first, _, rest = folder.partition("/")
        whose = rest.partition("/")[0] if first == "services" else first
        found[whose] = found.get(whose, 0) + count
    return found


def test_no_sentence_more_is_in_english_alone() -> None:
    assert by_service() == LEFT, "say it in both languages (`Words`), or count one less"


def test_where_people_act_every_day_none_is_left() -> None:
    assert [room for room in DONE if left()[room]] == []


def test_the_gate_sees_a_sentence_in_english_alone() -> None:
    assert "NotFound" in refusals()
    assert english_alone('raise NotFound("No such task.")') == [1]
    assert english_alone('raise NotFound(f"No {thing}.", errors=[fault("/x", "missing", "missing")])') == [1, 1]
    assert english_alone('raise NotFound(Words("No such task.", es="No existe esa tarea."))') == []
    assert english_alone("raise NotFound(errors=[])") == []
