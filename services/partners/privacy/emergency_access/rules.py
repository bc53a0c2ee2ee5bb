"""What of an emergency access a token carries, and who is asked to review it."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.auth.profiles import DATA_MANAGER, DISTRICT_COORDINATOR, EXECUTIVE_LEADER

#: Who is asked to review, in the order in which they are turned to; all of them may.
REVIEWERS = (DISTRICT_COORDINATOR, DATA_MANAGER, EXECUTIVE_LEADER)


class Emergency(NamedTuple):
    """An emergency access somebody has open, for a token: at a school or in the whole district, and its end."""

    id: UUID
    school_id: UUID | None
    until: datetime


def reviewer_profile(of_opener: Collection[str]) -> str:
    """The profile that is asked to review: the first the opener does not stand on themselves, as nobody reviews their own."""
    return next((profile for profile in REVIEWERS if profile not in of_opener), REVIEWERS[-1])
