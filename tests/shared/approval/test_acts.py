"""One content, one hash, and never alone by whoever had a hand in it."""

from datetime import UTC, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.approval import acts
from shared.approval.errors import HashDiffers, OwnWork
from shared.approval.hashing import content_hash
from shared.approval.moves import Approval, not_own_work
from shared.context.context import Context
from shared.texts.words import Words


class State(StrEnum):
    """Some row's."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    GONE = "gone"


APPROVAL = Approval("agreement", State, "agreements:write", "agreements:approve")
MOVES = {"write": APPROVAL.change, "submit": APPROVAL.submit, "return": APPROVAL.give_back, "approve": APPROVAL.approve}
PEOPLE = st.sampled_from(["person:a", "person:b", "person:c"])


def by(actor: str) -> Context:
    """Somebody's work, as far as approving goes."""
    return cast(Context, SimpleNamespace(actor=actor, now=datetime(2027, 1, 1, tzinfo=UTC)))


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), PEOPLE, st.integers(0, 3)), max_size=30))
async def test_what_is_approved_is_what_is_there_and_nobodys_own(steps: list[tuple[str, str, int]]) -> None:
    row: Any = SimpleNamespace(
        state=State.DRAFT, authors=[], content_hash="", approved_hash=None, approved_by=None, returned_reason=None
    )
    hands: set[str] = set()
    acts.written(by("person:a"), row, content_hash({"n": 0}))
    hands.add("person:a")
    for name, actor, number in steps:
        move = MOVES[name]
        if row.state not in move.sources:
            continue
        if name == "write":
            acts.written(by(actor), row, content_hash({"n": number}))
            hands.add(actor)
        elif name == "submit":
            acts.submitted(by(actor), row, move.leads_to)
            hands.add(actor)
        elif name == "return":
            acts.returned(row, move.leads_to, "Say more")
        elif actor in hands:
            with pytest.raises(OwnWork):
                await not_own_work(by(actor), row)
        else:
            await not_own_work(by(actor), row)
            acts.approved(by(actor), row, move.leads_to)
        assert set(row.authors) == hands
        assert (row.state is State.APPROVED) == (row.approved_hash is not None)
        assert row.state is not State.APPROVED or (
            row.approved_hash == row.content_hash and row.approved_by not in hands
        )
        assert (row.returned_reason is not None) == (row.state is State.RETURNED)


def test_another_content_than_was_read_is_not_approved_and_goes_no_further() -> None:
    row = SimpleNamespace(content_hash="x", approved_hash="x")
    acts.check_read(row, "x", Words("Read it again.", es="Léalo de nuevo."))
    acts.check_approved(row, "x")
    with pytest.raises(HashDiffers):
        acts.check_read(row, "y", Words("Read it again.", es="Léalo de nuevo."))
    with pytest.raises(HashDiffers):
        acts.check_approved(row, "y")


def test_moves_say_who_and_when() -> None:
    assert APPROVAL.editable == (State.DRAFT, State.RETURNED)
    assert (APPROVAL.submit.people, APPROVAL.approve.people, APPROVAL.change.people) != ("", "", "")
    assert APPROVAL.change.people == APPROVAL.give_back.people == ""
    assert APPROVAL.approve.conditions == (not_own_work,)
    assert (APPROVAL.approve.right, APPROVAL.submit.right) == ("agreements:approve", "agreements:write")
