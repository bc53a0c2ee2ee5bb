"""Filters of several values, sent as one argument: `state=open,done`; and of people, of whom `me` is one."""

from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

#: Values of one filter; ids of a list.
MOST = 100
MOST_IDS = 500
ME = "me"

T = TypeVar("T")


class Values(list[T]):
    """The different values a caller asks for, in no order of theirs: the same question is always the same."""


def _split(sent: Any) -> Any:
    """What stands between commas, in one text or in several."""
    texts = [sent] if isinstance(sent, str) else sent
    return [part for text in texts for part in str(text).split(",")]


def _different(asked: list[Any]) -> Values[Any]:
    return Values(sorted({*asked}, key=str))


Several = Annotated[list[T], BeforeValidator(_split), Field(min_length=1, max_length=MOST), AfterValidator(_different)]
SeveralIds = Annotated[
    list[UUID], BeforeValidator(_split), Field(min_length=1, max_length=MOST_IDS), AfterValidator(_different)
]
#: Somebody by id, or whoever asks.
Somebody = UUID | Literal["me"]
SeveralPeople = Several[Somebody]

ByChange = Literal["updated_at", "-updated_at"]
SORT: Any = Field(
    default=None,
    description="Another order than the list's own; with a minus from the last: `-updated_at`, newest change first.",
)
