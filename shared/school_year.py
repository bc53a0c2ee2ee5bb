"""What a school year is called in every service: 2026-27."""

import re
from datetime import date

SCHOOL_YEAR = r"^(19|20|21)[0-9]{2}-([0-9]{2}|[0-9]{4})$"
#: The month a school year begins with where the roster lists none for a day: it is "the annual period from July 1 through
#: June 30" (42 U.S.C. 1760(d)(6)), as federal reports count it.
FIRST_MONTH = 7
#: As people write it: 2026-2027, SY 2026/27, 2026–27 School Year.
WRITTEN = re.compile(
    r"(?:sy|school\s+year)?\s*((?:19|20|21)[0-9]{2})\s*[-–—/]\s*([0-9]{4}|[0-9]{2})\s*(?:school\s+year|sy)?", re.I
)


def school_year_of(day: date, listed_end: int | None = None) -> str:
    """The school year a day is in, such as 2026-27.

    `listed_end` is the year in which the district's roster says that the school year of this day ends.
    """
    end = listed_end if listed_end is not None else day.year + (day.month >= FIRST_MONTH)
    return f"{end - 1}-{end % 100:02}"


def school_year(written: str) -> str:
    """A school year as it is kept, 2026-27, of how it is written: also as 2026-2027. Raises `ValueError` for what is none."""
    found = re.fullmatch(SCHOOL_YEAR, written)
    if found is None or (int(written[:4]) + 1) % 10 ** len(found[2]) != int(found[2]):
        raise ValueError("a school year such as 2026-27")
    return school_year_of(date(int(written[:4]), FIRST_MONTH, 1))


def as_written(text: str) -> str | None:
    """The same of people's ways of writing it, such as SY 2026/27 or 2026–2027 School Year; None for what is none."""
    found = WRITTEN.fullmatch(text.strip())
    try:
        return school_year(f"{found[1]}-{found[2]}") if found else None
    except ValueError:
        return None


def years_between(first: str, last: str) -> int:
    """How many school years there are from one to another, both included; less than 1 when the last lies before the first."""
    return int(last[:4]) - int(first[:4]) + 1


def called(starts_on: date, ends_on: date) -> str:
    """What a school year of these days is called; one within a calendar year is the one its first day lies in."""
    return school_year_of(starts_on, ends_on.year if ends_on.year > starts_on.year else None)


def first_day_of(year: str) -> date:
    """The first day of a school year."""
    return date(int(year[:4]), FIRST_MONTH, 1)


def later(year: str, count: int) -> str:
    """The school year so many years after another."""
    return school_year_of(date(int(year[:4]) + count, FIRST_MONTH, 1))
