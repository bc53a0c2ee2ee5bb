"""What a caller may do to a day type now: the district to those it added, a school's own people to the school's."""

from services.scheduling.calendar.day_types import repository
from services.scheduling.calendar.day_types.transitions import TRANSITIONS, DayTypeState
from services.scheduling.permissions import POLICY
from shared.auth.may import May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when t.standard then '{DayTypeState.STANDARD}' else '{DayTypeState.ADDED}' end",
    school="t.school_id",
)
#: Day types as callers are shown them.
LISTING = MAY.on(repository.LISTING)
