"""What single values of a roster mean."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.roster.roster_imports import rules
from services.assessment.roster.roster_imports.ids import ids_of
from services.assessment.roster.roster_imports.tables import RosterKind
from services.assessment.roster.roster_thresholds.rules import USUAL
from shared.ids import id_from_source

DISTRICT = UUID("01a20268-1dec-7142-a425-c632c891572d")


@given(st.text(min_size=1, max_size=255), st.sampled_from(["person", "school", "role"]))
def test_a_quick_id_is_the_id_every_service_computes(source_id: str, kind: str) -> None:
    assert str(ids_of(DISTRICT, kind)(source_id)) == str(id_from_source(DISTRICT, "oneroster", kind, source_id))


@pytest.mark.parametrize(
    ("grades", "level"),
    [
        (["KG", "05"], "elementary"),
        (["PK"], "elementary"),
        (["06", "07", "08"], "middle"),
        (["07"], "middle"),
        (["09", "12"], "high"),
        (["12"], "high"),
        (["05", "06"], "combined"),
        (["08", "09"], "combined"),
        (["KG", "12"], "combined"),
        ([], None),
        (["UG", "Other"], None),
    ],
)
def test_grades_make_a_level(grades: list[str], level: str | None) -> None:
    assert rules.level_of(grades) == level


@given(st.lists(st.sampled_from(rules.GRADE_ORDER)))
def test_a_level_does_not_depend_on_order_or_repetition(grades: list[str]) -> None:
    assert rules.level_of(grades) == rules.level_of(sorted(set(grades), reverse=True))


@pytest.mark.parametrize(("said", "grade"), [("3", "03"), ("03", "03"), ("k", "KG"), ("kg", "KG"), (" 12 ", "12")])
def test_grades_are_read_as_sis_write_them(said: str, grade: str) -> None:
    assert rules.grade_of(said) == grade


@pytest.mark.parametrize("said", ["", "13th", "99", "-1", "003"])
def test_an_unknown_grade_is_no_grade(said: str) -> None:
    assert rules.grade_of(said) is None


@pytest.mark.parametrize("text", ["2026-2-3", "20260203", "2026-02-30", "03/02/2026", "2026-W01-1", "", "0001-01-01"])
def test_only_real_iso_days_are_days(text: str) -> None:
    assert rules.day_of(text) is None


@pytest.mark.parametrize(
    ("kind", "before", "after", "gone", "shrinks"),
    [
        *[("classes", 8, 4, 4, False), ("classes", 9, 4, 5, True), ("classes", 10, 5, 5, False)],
        *[("classes", 42, 42, 42, False), ("classes", 3, 0, 3, True), ("classes", 1, 0, 1, False)],
        *[("students", 100, 80, 20, False), ("students", 100, 79, 21, True), ("students", 8, 4, 4, False)],
        *[("students", 40, 40, 20, False), ("students", 40, 40, 21, True), ("roles", 100, 51, 49, False)],
        *[("staff", 2, 0, 2, True), ("staff", 20, 15, 5, True), ("guardians", 1000, 799, 201, True)],
    ],
)
def test_a_kind_shrinks_when_too_little_is_left(kind: str, before: int, after: int, gone: int, shrinks: bool) -> None:
    assert rules.shrinks(RosterKind(kind), before, after, gone, USUAL.kinds[kind]) is shrinks


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("student", "student"),
        ("parent", "guardian"),
        ("teacher", "staff"),
        ("ext:clerk", "staff"),
        ("proctor", "neither"),
        ("wizard", None),
        ("ext:", None),
    ],
)
def test_a_role_says_what_somebody_is(role: str, kind: str | None) -> None:
    assert rules.kind_of_role(role) == kind
