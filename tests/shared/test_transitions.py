"""What may be done to a row in which state, whoever's row it is."""

from dataclasses import replace
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest

from shared.context.transitions import Transition
from shared.errors import Conflict, NotPermitted, PeopleOnly, RevokedAlready, WrongState


def caller(kind: str) -> Any:
    """Who asks, and of which rows a condition was asked for them."""
    return SimpleNamespace(principal=SimpleNamespace(kind=kind), asked=[])


PERSON, MACHINE = caller("person"), caller("client")


class State(StrEnum):
    """How a thing stands."""

    DRAFT = "draft"
    SENT = "sent"
    GONE = "gone"


async def is_wanted(ctx: Any, row: Any) -> None:
    """Somebody wants it."""
    ctx.asked.append(row)
    if not row.wanted:
        raise NotPermitted("Nobody wants it.")


SEND: Transition[State] = Transition(
    "send",
    "things:send",
    (State.DRAFT,),
    State.SENT,
    scope="things:write",
    people="A person sends.",
    conditions=(is_wanted,),
    refusal=Conflict,
    refusals={State.GONE: RevokedAlready},
)
LOOK: Transition[State] = Transition("look", "things:read", (State.DRAFT, State.SENT))


def thing(state: State, *, wanted: bool = True) -> Any:
    """A row."""
    return SimpleNamespace(state=state, wanted=wanted)


async def test_it_is_done_in_the_states_it_starts_from_if_its_conditions_hold() -> None:
    await SEND.check(PERSON, thing(State.DRAFT))
    with pytest.raises(NotPermitted):
        await SEND.check(PERSON, thing(State.DRAFT, wanted=False))


@pytest.mark.parametrize(("state", "refusal"), [(State.SENT, Conflict), (State.GONE, RevokedAlready)])
async def test_another_state_is_refused_by_name_before_any_condition_is_asked(
    state: State, refusal: type[Exception]
) -> None:
    PERSON.asked.clear()
    with pytest.raises(refusal):
        await SEND.check(PERSON, thing(state))
    assert PERSON.asked == []


async def test_a_refusal_says_which_states_it_needs() -> None:
    with pytest.raises(WrongState) as refused:
        await LOOK.check(PERSON, thing(State.GONE))
    assert refused.value.detail == "It is gone; this needs draft or sent."


def test_only_people_do_what_says_so() -> None:
    SEND.check_caller(PERSON)
    LOOK.check_caller(MACHINE)
    with pytest.raises(PeopleOnly):
        SEND.check_caller(MACHINE)


def test_its_door_is_its_right_unless_another_opens_it() -> None:
    assert (SEND.door, LOOK.door) == ("things:write", "things:read")


def test_only_what_leads_somewhere_says_where() -> None:
    assert SEND.leads_to is State.SENT
    with pytest.raises(AssertionError):
        _ = LOOK.leads_to


async def test_a_state_can_be_reckoned() -> None:
    end = Transition(
        "end", "things:write", (State.DRAFT,), state_of=lambda row, _: State.GONE if row.over else State.DRAFT
    )
    await end.check(PERSON, SimpleNamespace(over=False))
    with pytest.raises(WrongState):
        await end.check(PERSON, SimpleNamespace(over=True))


@pytest.mark.parametrize("place", [0, 1])
async def test_each_of_several_conditions_must_hold(place: int) -> None:
    async def holds(ctx: Any, row: Any) -> None: ...

    conditions = [holds, holds]
    conditions[place] = is_wanted
    both = replace(SEND, conditions=tuple(conditions))
    await both.check(PERSON, thing(State.DRAFT))
    with pytest.raises(NotPermitted):
        await both.check(PERSON, thing(State.DRAFT, wanted=False))
