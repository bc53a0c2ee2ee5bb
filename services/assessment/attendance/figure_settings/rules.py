"""What is counted where the district has said nothing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Groups smaller than this get no number, unless the district says another size; never less than the least of them.
USUAL_SMALLEST, LEAST_SMALLEST, MOST_SMALLEST = 10, 5, 100

#: So many of the school's next school days come before a day nobody reported is owed, unless the district says otherwise.
USUAL_GRACE, MOST_GRACE = 1, 10


class Dimension(StrEnum):
    """What students of a district are told apart by, besides school and grade."""

    SEX = "sex"
    RACE_ETHNICITY = "race_ethnicity"
    """As the federal collections have it: Hispanic or Latino of any race, else the race, else two or more."""
    HOME_LANGUAGE = "home_language"


class MeasureKind(StrEnum):
    """What is counted of a student's days missed."""

    CONSECUTIVE = "consecutive"
    """So many school days in a row."""
    CUMULATIVE = "cumulative"
    """So many school days in the year, or in some of its months."""


@dataclass(frozen=True)
class Measure:
    """A student counts in it from so many days missed on."""

    code: str
    kind: MeasureKind
    days: int
    months: Sequence[int] = ()


#: Two days or more in September; three days in a row.
USUAL = (
    Measure("early", MeasureKind.CUMULATIVE, 2, (9,)),
    Measure("in_a_row", MeasureKind.CONSECUTIVE, 3),
)
