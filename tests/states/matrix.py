"""States and moves, written out by hand: what leads where, and what is refused with which code.

A matrix says in words what the business wants; none is derived from the code's own tables of moves, or a wrong table would
prove itself right. `tests/architecture/test_states.py` wants one for everything that has a state.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

Matrix = Mapping[str, Mapping[str, str]]


def matrix(text: str) -> Matrix:
    """Read a table: moves above, states at the left; a cell is the next state, or the refusal's code after a `!`."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    assert all(len(row) == len(head) + 1 for row in rows), "a cell for every state and move"
    return {state: dict(zip(head, cells, strict=True)) for state, *cells in rows}


async def walk(
    found: Matrix,
    state: str,
    bring: Callable[[str], Awaitable[Any]],
    move: Callable[[Any, str], Awaitable[httpx.Response]],
    read: Callable[[Any], Awaitable[str]],
) -> None:
    """Try every move from `state`, on things brought there: each leads where the matrix says, or is refused and moves nothing."""
    thing = None
    for verb, expected in found[state].items():
        if thing is None:
            thing = await bring(state)
            assert await read(thing) == state, f"not brought to {state}"
        reply = await move(thing, verb)
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
