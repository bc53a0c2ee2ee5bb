"""What a room can miss, for `GET /v1/setup`: it says so in its `setup.py`, as `CHECKS`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from shared.settings import Settings

#: SQL of the moment the question is asked.
NOW = "($1)[1]"


class Severity(StrEnum):
    """How much it matters: without what is `blocking` people cannot work; a `warning` leaves some of it undone."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True)
class Call:
    """The call that mends it, of which service, and whose profiles may make it."""

    service: str
    method: str
    path: str
    profiles: frozenset[str]


@dataclass(frozen=True)
class Check:
    """One thing that can be missing.

    `count` is SQL of how much of it is missing; where the operator's settings say it, `is_set` of them. What no call mends the
    operator does. In the texts, `{count}` is the number.
    """

    code: str
    severity: Severity
    en: str
    es: str
    count: str = ""
    is_set: Callable[[Settings], bool] | None = None
    call: Call | None = None

    def say(self, count: int, language: str) -> str:
        """What is missing, in words."""
        return (self.es if language.partition("-")[0] == "es" else self.en).format(count=count)
