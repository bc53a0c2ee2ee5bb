"""What a row says its caller may do, held against doing it: what `may` names is not refused by 403 or 409, all else is."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.context.context import Context

Read = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
#: Nothing: what was sent with it is refused to this caller, which tells nothing of the row.
Try = Callable[[httpx.AsyncClient], Awaitable[httpx.Response | None]]
REFUSED = (403, 404, 409)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """What is done meanwhile is answered as ever, and rolled back instead of committed: one row serves every trial."""

    async def not_at_all(_: Context) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "finish", not_at_all)
        yield


@contextmanager
def told_instead() -> Iterator[set[str]]:
    """The same; what would have been told is gathered, by its types."""
    told: set[str] = set()

    async def tell(ctx: Context) -> None:
        for work, items in ctx._last.items():
            await work(ctx, items)
        told.update(event["type"] for event in ctx._events)
        # What statements wrote themselves: rows of this very transaction.
        rows = await ctx.session.execute(text("select type from outbox where xmin::text = txid_current()::text"))
        told.update(rows.scalars())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "finish", tell)
        yield told


@dataclass
class Held:
    """What the trials of a room came to: by move, whether it was ever let through, and ever refused."""

    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    #: Rows of which one caller who does not see them has tried all there is.
    unseen: set[str] = field(default_factory=set)

    def one_sided(self, moves: set[str]) -> set[str]:
        """Moves that were never made, or never refused: a walk that sees one side only proves nothing."""
        return (moves ^ self.done) | (moves ^ self.refused)


async def hold(
    callers: Mapping[str, httpx.AsyncClient], read: Read, tries: Mapping[str, Try], held: Held, about: str
) -> None:
    """Every caller reads the row and then tries every move of it; what they are told fits what happens."""
    for who, caller in callers.items():
        seen = await read(caller)
        told = seen.json()["may"] if seen.status_code == 200 else []
        assert told == sorted(told), "in the order of their names"
        if seen.status_code != 200 and about in held.unseen:
            continue
        held.unseen |= {about} if seen.status_code != 200 else set()
        with nothing_kept():
            for move, attempt in tries.items():
                reply = await attempt(caller)
                if reply is None:
                    continue
                is_open = reply.status_code not in REFUSED
                assert is_open == (move in told), (about, who, move, told, reply.status_code, reply.text[:300])
                assert not is_open or reply.is_success, (about, who, move, reply.status_code, reply.text[:300])
                (held.done if is_open else held.refused).add(move)
        assert set(told) <= tries.keys(), (about, who, told)


def listed(path: str, id_: str, **params: str) -> Read:
    """Read a row as its list shows it, and see that the single row says the same."""

    async def read(caller: httpx.AsyncClient) -> httpx.Response:
        single = await caller.get(f"{path}/{id_}")
        reply = await caller.get(path, params={**params, "limit": "500"})
        rows = [row for row in reply.json().get("items", ()) if row["id"] == id_] if reply.is_success else []
        told = [row["may"] for row in rows]
        assert told == ([single.json()["may"]] if single.is_success and rows else []), (path, told, single.text[:300])
        return single

    return read


def found_by(rows: Any, id_: str) -> Any:
    """The row with this id."""
    return next(row for row in rows if row["id"] == id_)
