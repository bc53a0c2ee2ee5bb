"""States and moves, written out by hand: what leads where, and what is refused with which code.

A matrix says in words what the business wants; none is derived from the code's own tables of moves, or a wrong table would
prove itself right. `tests/architecture/test_states.py` wants one for everything that has a state.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from shared.testing.calls import Service

Matrix = Mapping[str, Mapping[str, str]]


def matrix(text: str) -> Matrix:
    """Read a table: moves above, states at the left; a cell is the next state, or the refusal's code after a `!`."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    assert all(len(row) == len(head) + 1 for row in rows), "a cell for every state and move"
    return {state: dict(zip(head, cells, strict=True)) for state, *cells in rows}


@dataclass
class Told:
    """What each move tells the other services, by its event types; a move that is refused, or not named, tells nothing."""

    service: Service
    district_id: UUID
    by_move: Mapping[str, str]
    last: int = 0

    async def since(self) -> set[str]:
        """The types of what was told since this was asked last, without the service's name and version."""
        query = "select seq, type from outbox where district_id = $1 and seq > $2 order by seq"
        rows = await self.service.sql(query, self.district_id, self.last)
        self.last = rows[-1]["seq"] if rows else self.last
        return {row["type"].partition(".")[2].rpartition(".")[0] for row in rows}


async def walk(
    found: Matrix,
    state: str,
    bring: Callable[[str], Awaitable[Any]],
    move: Callable[[Any, str], Awaitable[httpx.Response]],
    read: Callable[[Any], Awaitable[str]],
    told: Told | None = None,
) -> None:
    """Try every move from `state`, on things brought there: each leads where the matrix says, or is refused and moves nothing."""
    thing = None
    for verb, expected in found[state].items():
        if thing is None:
            thing = await bring(state)
            assert await read(thing) == state, f"not brought to {state}"
        if told:
            await told.since()
        reply = await move(thing, verb)
        if told:
            wanted = set() if expected.startswith("!") else set(told.by_move.get(verb, "").split())
            stated = await told.since()
            assert stated == wanted, (state, verb, stated)
        if expected.startswith("!"):
            assert reply.status_code in range(400, 500), (state, verb, reply.status_code)
            assert f"!{_code(reply.json())}" == expected, (state, verb, reply.text)
            assert await read(thing) == state, (state, verb)
        else:
            assert reply.is_success, (state, verb, reply.text)
            assert await read(thing) == expected, (state, verb)
            thing = None


def _code(said: Mapping[str, Any]) -> str:
    """A refusal's code; OAuth calls it its error (RFC 6749 §5.2)."""
    return str(said.get("code") or said["error"])
