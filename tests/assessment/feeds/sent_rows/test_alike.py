"""Rows that are checked by what was found of rows like them are no other than rows that are checked alone."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.assessment.attendance.batches.schemas import AttendanceEventBody
from services.assessment.feeds.sent_rows.reading import Alike

ROW = st.fixed_dictionaries(
    {
        "day": st.sampled_from(["2026-09-01", "2026-09-02", "1826-09-01", "x", 20260901]),
        "code": st.sampled_from(["A", " A ", "", 1]),
        "school_code": st.sampled_from(["7", "8"]),
    },
    optional={
        "student_source_id": st.sampled_from(["1", "2", "", "x" * 256, "a\nb", 3, None]),
        "student_local_id": st.sampled_from(["1", "2"]),
        "student_id": st.sampled_from(["00000000-0000-4000-8000-000000000001", "1"]),
        "duration": st.sampled_from([1, 1.0, True, "1", 2]),
        "other": st.just("x"),
    },
)


@given(st.lists(ROW, min_size=2, max_size=8))
def test_a_row_is_what_it_is_alone(rows: list[dict[str, Any]]) -> None:
    alike = Alike(AttendanceEventBody)
    for said in rows * 2:
        assert _found(alike.checked, said) == _found(AttendanceEventBody.model_validate, said)


def _found(check: Callable[[Any], AttendanceEventBody], said: Any) -> Any:
    try:
        return vars(check(said))
    except ValidationError as refused:
        return refused.errors(include_url=False, include_context=False)


def test_rows_alike_are_not_one() -> None:
    alike = Alike(AttendanceEventBody)
    rows = [{"student_source_id": str(n), "school_code": "7", "day": "2026-09-01", "code": "A"} for n in range(3)]
    found = [alike.checked(row) for row in rows]
    assert [one.student_source_id for one in found] == ["0", "1", "2"]
    assert len(alike.known) == 1
