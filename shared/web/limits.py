"""How much one caller may ask: a bucket of calls for each client and each person, in this process; and where nobody says yet
who they are, for each address.

What is left is said in `RateLimit` (draft-ietf-httpapi-ratelimit-headers); whoever has nothing left waits `Retry-After`
seconds. A process counts for itself: behind several, a caller has as many buckets.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Any

from starlette.types import Scope

from shared.errors import TooManyCalls
from shared.principal import Principal
from shared.settings import Settings
from shared.texts.words import Words
from shared.web.throttle import source_of

#: Callers that are remembered; what is forgotten was longest quiet, and has a full bucket anyway after a minute.
CALLERS = 50_000
WINDOW_SECONDS = 60
#: Who waits as long as told must not fail by the last digit of a sum.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left after a call; `seconds` until everything is there again, or (refused) until one more call is."""

    policy: str
    quota: int
    remaining: int
    seconds: int
    refused: bool = False

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The two header fields of the reply."""
        return [
            (b"ratelimit-policy", f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}'.encode()),
            (b"ratelimit", f'"{self.policy}";r={self.remaining};t={self.seconds}'.encode()),
        ]


class Limits:
    """The buckets of a process. A full bucket is `quota` calls; it fills evenly, within a minute."""

    def __init__(self, quotas: dict[str, int], callers: int = CALLERS) -> None:
        self.quotas = quotas
        self.callers = callers
        self._spent: OrderedDict[Any, tuple[float, float]] = OrderedDict()

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """As the operator set them."""
        return cls(
            {
                "person": settings.calls_per_minute_person,
                "client": settings.calls_per_minute_client,
                "address": settings.calls_per_minute_address,
            }
        )

    def take(self, policy: str, caller: Any, now: float) -> Allowance:
        """One call of a caller (whatever tells callers apart) at `now` in seconds."""
        quota = self.quotas[policy]
        spent, since = self._spent.get(caller, (0.0, now))
        spent = max(0.0, spent - max(0.0, now - since) * quota / WINDOW_SECONDS)
        refused = spent + 1 > quota + ROUNDING
        if not refused:
            spent += 1
        self._spent[caller] = (spent, now)
        self._spent.move_to_end(caller)
        if len(self._spent) > self.callers:
            self._spent.popitem(last=False)
        waited_for = spent + 1 - quota if refused else spent
        seconds = ceil(waited_for * WINDOW_SECONDS / quota)
        return Allowance(policy, quota, max(0, int(quota - spent + ROUNDING)), seconds, refused)


def count(http: Scope, principal: Principal, now: float) -> None:
    """Count a request of a caller; its reply says what is left. Raises `TooManyCalls` (429)."""
    policy = "person" if principal.kind == "person" else "client"
    _take(http, policy, (principal.district_id, policy, principal.id), now)


def count_address(http: Scope, now: float) -> None:
    """Count a request of whoever it is by the address it comes from. Raises `TooManyCalls` (429)."""
    _take(http, "address", source_of((http.get("client") or ("",))[0]), now)


def _take(http: Scope, policy: str, caller: Any, now: float) -> None:
    allowance = http["allowance"] = http["app"].state.limits.take(policy, caller, now)
    if allowance.refused:
        raise TooManyCalls(
            Words(
                f"At most {allowance.quota} calls a minute; wait {allowance.seconds} s.",
                es=f"Como máximo {allowance.quota} llamadas por minuto; espere {allowance.seconds} s.",
            ),
            headers={"Retry-After": str(allowance.seconds)},
        )
