"""Wire models of suppressed addresses."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from shared.context.paging import Paging
from shared.schemas import NO_NUL, Moment, Reply


class SuppressedAddress(Reply):
    """An address a mail server refused for good; no mail goes there until it is lifted."""

    id: UUID
    address: str
    reason: str
    smtp_code: int
    since: Moment
    version: int
    created_at: Moment
    updated_at: Moment


class SuppressedAddressList(Paging):
    """Filters of the list of suppressed addresses."""

    address: Annotated[str, StringConstraints(max_length=254, pattern=NO_NUL)] | None = None
