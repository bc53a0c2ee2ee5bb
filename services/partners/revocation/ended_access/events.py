"""Events of access that ended."""

from datetime import datetime
from typing import Literal

from shared.events.event import Event


class AccessEnded(Event, type="partners.access.ended.v1", subject="access/{holder}/{holder_id}"):
    """Tokens of this person, client or session, or this one token, issued at or before `ended_at`, are no longer valid."""

    holder: Literal["person", "client", "session", "token"]
    holder_id: str
    ended_at: datetime
    reason: str
