"""One name of a school year in every service, whatever way it is written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.school_year import as_written, school_year, school_year_of, years_between


@given(st.dates(date(1900, 7, 1), date(2199, 6, 30)))
def test_a_day_is_in_the_year_from_its_july_to_its_june(day: date) -> None:
    year = school_year_of(day)
    begins = int(year[:4])
    assert date(begins, 7, 1) <= day <= date(begins + 1, 6, 30)
    assert year == f"{begins}-{str(begins + 1)[2:]}"
    assert school_year(year) == school_year(f"{begins}-{begins + 1}") == year


def read(written: str) -> str | None:
    """A school year as it is kept; None for what is none."""
    try:
        return school_year(written)
    except ValueError:
        return None


@given(st.integers(1900, 2198), st.integers(0, 9999))
def test_a_school_year_ends_in_the_year_after_it_begins(begins: int, ends: int) -> None:
    kept = school_year_of(date(begins, 9, 1))
    assert read(f"{begins}-{ends:04}") == (kept if ends == begins + 1 else None)
    assert read(f"{begins}-{ends % 100:02}") == (kept if ends % 100 == (begins + 1) % 100 else None)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-27", "2026-2027", "2026/27", "SY 2026-27", "sy2026-27", "2026–2027 School Year", "2026-27 SY"),
        "School Year 2026 - 2027",
    ],
)
def test_people_write_it_in_many_ways(written: str) -> None:
    assert as_written(written) == "2026-27"


@pytest.mark.parametrize("written", ["", "2026", "2026-28", "this year", "26-27", "2026-27 and 2027-28", "1726-27"])
def test_what_is_none_is_none(written: str) -> None:
    assert as_written(written) is None


def test_years_are_counted_from_one_to_another() -> None:
    assert [years_between("2026-27", last) for last in ("2026-27", "2028-29", "2025-26")] == [1, 3, 0]
