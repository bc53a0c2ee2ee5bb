"""What a caller may do to a delivery now, in SQL."""

from services.notifications.messages.deliveries import repository, transitions
from services.notifications.messages.deliveries.tables import Channel
from services.notifications.messages.deliveries.transitions import TRANSITIONS
from services.notifications.permissions import POLICY
from shared.auth.may import May

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    school="",
    conditions={transitions.is_email: f"s.channel = '{Channel.EMAIL}'"},
)
#: Deliveries as callers are shown them.
LISTING = MAY.on(repository.LISTING)
