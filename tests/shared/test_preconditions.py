"""Which version of a row an `If-Match` is held against, and what it must not tell."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from shared.context.preconditions import Precondition
from shared.errors import Conflict, NotFound, NotPermitted, PreconditionUnknown, Refusal, Stale
from shared.ids import new_id

NAMED = new_id()


def row(version: int, id_: UUID = NAMED) -> Any:
    """A row as the work loads it."""
    return SimpleNamespace(id=id_, version=version)


def test_the_first_locked_version_counts_and_not_what_was_read_before_or_written_after() -> None:
    sent = Precondition('"3"', NAMED)
    for version, lock in ((3, False), (4, True), (3, True), (3, False)):
        sent.saw([row(version)], lock=lock)
    with pytest.raises(Stale) as refused:
        sent.check()
    assert refused.value.headers == {"ETag": '"4"'}


def test_without_a_lock_the_first_reading_counts() -> None:
    sent = Precondition('"4"', NAMED)
    for version in (3, 4):
        sent.saw([row(9, new_id()), row(version)], lock=False)
    with pytest.raises(Stale) as refused:
        sent.check()
    assert refused.value.headers == {"ETag": '"3"'}


def test_another_row_is_not_the_one_that_is_named() -> None:
    sent = Precondition('"3"', NAMED)
    sent.saw([row(3, new_id()), SimpleNamespace(id=NAMED), SimpleNamespace(id=NAMED, version="2026")], lock=True)
    with pytest.raises(PreconditionUnknown):
        sent.check()


def said(sent: Precondition, refusal: Refusal) -> str:
    """The code of what the caller is told."""
    try:
        sent.check_instead_of(refusal)
    except Stale as stale:
        return stale.code
    return refusal.code


@pytest.mark.parametrize("refusal", [NotFound("x"), NotPermitted("x")])
def test_who_may_not_is_not_told_by_a_version_that_there_is_a_row(refusal: Refusal) -> None:
    sent = Precondition('"3"', NAMED)
    sent.saw([row(4)], lock=True)
    assert said(sent, refusal) == refusal.code


def test_who_acts_on_an_older_row_is_told_that_instead_of_what_came_of_it() -> None:
    sent, refusal = Precondition('"3"', NAMED), Conflict("x")
    assert said(sent, refusal) == refusal.code
    sent.saw([row(4)], lock=True)
    assert said(sent, refusal) == Stale.code
