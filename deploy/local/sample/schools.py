"""The district, its schools, its grades and the dates of its school year."""

from dataclasses import dataclass
from datetime import date

from deploy.local.sample import names

DISTRICT_ID = "org-cvusd"
DISTRICT_NAME = "Cedar Valley Unified School District"

YEAR_ID = "2026-2027"
FALL_ID = "2026-2027-fall"
SPRING_ID = "2026-2027-spring"
YEAR_START = date(2026, 8, 24)
YEAR_END = date(2027, 6, 11)

GRADES = ("KG", *(f"{grade:02d}" for grade in range(1, 13)))
_GRADES_OF = {"elementary": GRADES[:6], "middle": GRADES[6:9], "high": GRADES[9:]}
_CODE_PREFIX = {"elementary": "01", "middle": "02", "high": "03"}

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class School:
    """A school; `code` is the district's own identifier for it, with its leading zero ("0101")."""

    code: str
    name: str
    level: str
    grades: tuple[str, ...]

    @property
    def source_id(self) -> str:
        """The OneRoster sourcedId."""
        return f"org-{self.code}"


@dataclass(frozen=True, slots=True)
class Feeder:
    """The three schools a child who lives in one elementary zone goes through."""

    elementary: School
    middle: School
    high: School

    def school_for(self, grade: str) -> School:
        """The school of this zone that teaches `grade`."""
        for school in (self.elementary, self.middle, self.high):
            if grade in school.grades:
                return school
        raise ValueError(f"no school teaches grade {grade}")


def build_schools(count: int) -> list[School]:
    """`count` schools (4 to 250), elementary first, in the proportion 7 : 3 : 2."""
    if not 4 <= count <= 250:
        raise ValueError(f"schools must be between 4 and 250, not {count}")
    high = max(1, round(count * 2 / 12))
    middle = max(1, round(count * 3 / 12))
    levels = ["elementary"] * (count - middle - high) + ["middle"] * middle + ["high"] * high
    seen: dict[str, int] = {}
    schools = []
    for index, level in enumerate(levels):
        number = seen[level] = seen.get(level, 0) + 1
        name = f"{names.place_name(index)} {level.capitalize()} School"
        schools.append(School(f"{_CODE_PREFIX[level]}{number:02d}", name, level, _GRADES_OF[level]))
    return schools


def build_feeders(schools: list[School]) -> list[Feeder]:
    """One feeder per elementary school; middle and high schools take neighbouring zones."""
    by_level = {level: [school for school in schools if school.level == level] for level in _GRADES_OF}
    zones = by_level["elementary"]

    def taking(level: str, zone: int) -> School:
        choices = by_level[level]
        return choices[zone * len(choices) // len(zones)]

    return [Feeder(school, taking("middle", zone), taking("high", zone)) for zone, school in enumerate(zones)]


def org_rows(schools: list[School]) -> list[Row]:
    """Rows of orgs.csv: the district, then its schools."""
    rows: list[Row] = [(DISTRICT_ID, "", "", DISTRICT_NAME, "district", "CVUSD", "")]
    rows += [(school.source_id, "", "", school.name, "school", school.code, DISTRICT_ID) for school in schools]
    return rows


def session_rows() -> list[Row]:
    """Rows of academicSessions.csv: the year, two semesters, four quarters."""
    sessions = (
        (YEAR_ID, "2026-2027 School Year", "schoolYear", str(YEAR_START), str(YEAR_END), ""),
        (FALL_ID, "Fall Semester 2026", "semester", str(YEAR_START), "2026-12-18", YEAR_ID),
        (SPRING_ID, "Spring Semester 2027", "semester", "2027-01-05", str(YEAR_END), YEAR_ID),
        ("2026-2027-q1", "Quarter 1", "gradingPeriod", str(YEAR_START), "2026-10-23", FALL_ID),
        ("2026-2027-q2", "Quarter 2", "gradingPeriod", "2026-10-26", "2026-12-18", FALL_ID),
        ("2026-2027-q3", "Quarter 3", "gradingPeriod", "2027-01-05", "2027-03-19", SPRING_ID),
        ("2026-2027-q4", "Quarter 4", "gradingPeriod", "2027-03-29", str(YEAR_END), SPRING_ID),
    )
    return [(session[0], "", "", *session[1:], "2027") for session in sessions]
