"""How much less of a roster a bundle may leave before it is held back. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """Less by more than `percent` of what there is, and by at least `least`, is too much."""

    percent: int
    least: int

    def is_passed(self, before: int, fewer: int) -> bool:
        """Are so many fewer too much?"""
        return fewer >= self.least and fewer * 100 > self.percent * before


@dataclass(frozen=True)
class SchoolLimit:
    """More than `percent` of the students of a school that has `of_at_least` of them is too much."""

    percent: int
    of_at_least: int

    def is_passed(self, before: int, gone: int) -> bool:
        """Are so many no longer listed too much?"""
        return before >= self.of_at_least and gone * 100 > self.percent * before


@dataclass(frozen=True)
class Limits:
    """All thresholds of a district."""

    kinds: Mapping[str, Limit]
    school: SchoolLimit


#: Of people as many as leave in a summer, of the rest half; five is the size of a slip that a school would notice.
_PEOPLE, _OTHERS = Limit(20, 5), Limit(50, 5)
USUAL = Limits(
    {
        **dict.fromkeys(("schools", "sessions", "classes", "roles", "enrollments"), _OTHERS),
        **dict.fromkeys(("students", "guardians", "staff"), _PEOPLE),
    },
    # A smaller school may well lose half its students over a summer.
    SchoolLimit(50, 20),
)
