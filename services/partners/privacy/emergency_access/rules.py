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


def reviewer_role(of_opener: Collection[str]) -> str:
    """The role that is asked to review: the first the opener does not hold themselves, as nobody reviews their own."""
    return next((role for role in REVIEWERS if role not in of_opener), REVIEWERS[-1])
