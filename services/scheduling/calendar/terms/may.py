"""What a caller may do to a term now, in SQL: the district's stewards to all that were written by hand."""

from services.scheduling.calendar.calendars.tables import TermSource
from services.scheduling.calendar.terms import repository
from services.scheduling.calendar.terms.transitions import TRANSITIONS, by_hand
from services.scheduling.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=there_until_in_sql("s.deleted_at"),
    school="",
    conditions={by_hand: f"s.source = '{TermSource.HAND}'"},
)
#: Terms as callers are shown them.
LISTING = MAY.on(repository.LISTING)
