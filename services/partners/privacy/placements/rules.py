"""Is a student a school's?"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID


class Placed(StrEnum):
    """How a student stands to a school."""

    YES = "yes"
    NO = "no"
    NOBODY_SAID = "nobody_said"
    """No placement of the district has been told yet."""


def is_of(school_id: UUID | None, on: date, schools: Sequence[UUID], was_at: Mapping[str, str]) -> bool:
    """Is the student the school's, or was on that day? Null is the district, whose they all are.

    A move within the district ends nothing that was signed before it.
    """
    if school_id is None or school_id in schools:
        return True
    last = was_at.get(str(school_id))
    return last is not None and on <= date.fromisoformat(last)
