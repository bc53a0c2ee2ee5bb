"""What of an emergency access a token carries."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Emergency(NamedTuple):
    """An emergency access somebody has open, for a token: at a school or in the whole district, and its end."""

    id: UUID
    school_id: UUID | None
    until: datetime
