"""What a caller may do to an answer link now."""

from services.notifications.occasions.answers import repository
from services.notifications.occasions.answers.transitions import TRANSITIONS
from services.notifications.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.LISTING, state=repository.STATE, school="")
#: Answer links as callers are shown them.
LISTING = MAY.on(repository.LISTING)
