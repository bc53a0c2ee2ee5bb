"""What single values of a roster mean. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from services.assessment.roster.roster_imports.tables import RosterKind
from services.assessment.roster.roster_imports.words import plain, spellings
from services.assessment.roster.roster_thresholds.rules import Limit

GRADE_ORDER = ("IT", "PR", "PK", "TK", "KG", *(f"{grade:02d}" for grade in range(1, 14)), "PS", "UG", "Other")
_GRADES = {grade.upper(): grade for grade in GRADE_ORDER} | {str(grade): f"{grade:02d}" for grade in range(1, 10)}
_GRADES |= {
    "K": "KG",
    "00": "KG",
    "0": "KG",
    "KINDERGARTEN": "KG",
    "PREK": "PK",
    "PRE-K": "PK",
    "PREKINDERGARTEN": "PK",
}

STUDENT, GUARDIAN, STAFF, NEITHER = "student", "guardian", "staff", "neither"
_KINDS = {
    "student": STUDENT,
    **dict.fromkeys(("guardian", "parent", "relative"), GUARDIAN),
    "proctor": NEITHER,
    **dict.fromkeys(
        ("aide", "counselor", "districtAdministrator", "principal", "siteAdministrator", "systemAdministrator"), STAFF
    ),
    **dict.fromkeys(("teacher", "administrator"), STAFF),
}
#: The words the standard has, in its spelling.
ROLES = spellings(_KINDS)
ORG_TYPES = spellings(("district", "school", "department", "local", "state", "national"))
ENROLLMENT_ROLES = spellings(("student", "teacher", "aide", "administrator", "proctor"))
SESSION_TYPES = spellings(("schoolYear", "semester", "term", "gradingPeriod"))
CLASS_TYPES = spellings(("homeroom", "scheduled"))
SEXES = spellings(("male", "female", "other", "unspecified"))
_EXTENSION = re.compile(r"ext:[A-Za-z0-9_.-]{1,60}")
# Some systems write the moment their day begins at; the day is what they mean.
_DAY = re.compile(r"((?:19|20|21)\d\d-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")

_PEOPLE = (RosterKind.STUDENTS, RosterKind.GUARDIANS, RosterKind.STAFF)


def grade_of(text: str) -> str | None:
    """The CEDS grade code of a SIS's word for a grade ("7", "07", "K"), or None for one nobody knows."""
    return _GRADES.get(plain(text).upper())


def kind_of_role(role: str) -> str | None:
    """student, guardian, staff or neither; None for a role that neither the standard nor an `ext:` word names."""
    return _KINDS.get(role) or (STAFF if _EXTENSION.fullmatch(role) else None)


@lru_cache(maxsize=10_000)
def day_of(text: str) -> date | None:
    """A calendar day in ISO form, or None."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def moment_of(text: str) -> datetime | None:
    """A moment in ISO form, of UTC where it does not say, or None."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def level_of(grades: Iterable[str]) -> str | None:
    """What a school of these grades is called; None when it teaches none of the ordered grades."""
    ranks = [GRADE_ORDER.index(grade) for grade in grades if grade in GRADE_ORDER[:18]]
    if not ranks:
        return None
    lowest, highest = min(ranks), max(ranks)
    if highest <= GRADE_ORDER.index("05"):
        return "elementary"
    if lowest >= GRADE_ORDER.index("09"):
        return "high"
    if lowest >= GRADE_ORDER.index("06") and highest <= GRADE_ORDER.index("08"):
        return "middle"
    return "combined"


def shrinks(kind: RosterKind, before: int, after: int, gone: int, limit: Limit) -> bool:
    """Would too little be left of a kind: nothing, or less by more than its limit?

    People whose place others take are looked at as well: when more than half are no more listed, most likely their ids changed.
    """
    if before > 1 and after == 0:
        return True
    if limit.is_passed(before, before - after):
        return True
    return kind in _PEOPLE and gone >= limit.least and gone * 2 > before
