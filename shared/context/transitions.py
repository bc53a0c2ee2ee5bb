"""What may be done to a row, said once in its room: by what right, in which states, to what end.

A room's `TRANSITIONS` are all that its paths offer; its doors and the check of the locked row are made of them, and
`tests/architecture/test_transitions.py` holds the paths against them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from shared.context.context import Context
from shared.errors import NotFound, PeopleOnly, Refusal, WrongState
from shared.texts.words import Words

S = TypeVar("S", bound=StrEnum)


class Who(StrEnum):
    """Who has to act once something was done: they are told, by name, and what they owe stands on their day."""

    APPROVERS = "approvers"
    AUTHORS = "authors"
    PUBLISHERS = "publishers"
    OWNERS = "owners"
    #: Of a barrier: whoever answers on the level it is on.
    KEEPERS = "keepers"
    ASSIGNEE = "assignee"
    #: Of a barrier that is decided, or open again: the assignee, else the keepers.
    ANSWERING = "answering"
    RAISER = "raiser"
    MENTIONED = "mentioned"
    #: Whose tasks are theirs again.
    ABSENT = "absent"
    REVIEWERS = "reviewers"


@dataclass(frozen=True)
class Nobody:
    """Nobody has to act once it is done, and why."""

    reason: str


#: Something else about the row, or about who asks, that must be so. Raises what the call is refused with.
Condition = Callable[[Context, Any], Awaitable[None]]


class Kept(StrEnum):
    """What a row without states is: there, or gone where removed ones are still shown to who syncs."""

    THERE = "there"
    GONE = "gone"


def there(_: Any, __: Context) -> Kept:
    """Of a row that is never removed."""
    return Kept.THERE


def there_until(moment: str) -> Callable[[Any, Context], Kept]:
    """Of a row that is gone from the moment in this column of it on."""
    return lambda row, _: Kept.THERE if getattr(row, moment) is None else Kept.GONE


def there_until_in_sql(moment: str) -> str:
    """The same in SQL, of the SQL of the column."""
    return f"case when {moment} is null then '{Kept.THERE}' else '{Kept.GONE}' end"


def state_column(row: Any, _: Context) -> Any:
    """The state of a row that has a column for it."""
    return row.state


@dataclass(frozen=True)
class Transition(Generic[S]):
    """One thing that may be done to a row.

    `name` is the end of its path; a PATCH is `change`, a DELETE `delete`. `right` is the rule of `POLICY` the row is held
    against, `scope` what opens the door where that is another. Without `target` the state stays.
    """

    name: str
    right: str
    sources: tuple[S, ...]
    target: S | None = None
    scope: str = ""
    #: What a machine client is told, where only people may.
    people: str = ""
    conditions: tuple[Condition, ...] = ()
    #: What it is refused with in other states: in all, and in some.
    refusal: type[Refusal] = WrongState
    refusals: Mapping[S, type[Refusal]] = field(default_factory=dict)
    state_of: Callable[[Any, Context], S] = state_column
    #: Who has to act once it is done; a test makes every transition and asks whether they were told.
    next_to_act: Who | Nobody | None = None

    @property
    def door(self) -> str:
        """The scope a caller's token needs."""
        return self.scope or self.right

    @property
    def leads_to(self) -> S:
        """The state it leads to, of one that leads to another."""
        assert self.target is not None, f"{self.name} leads nowhere"
        return self.target

    def check_caller(self, ctx: Context) -> None:
        """Raises `PeopleOnly` for a machine client where only people may."""
        if self.people and ctx.principal.kind != "person":
            raise PeopleOnly(self.people)

    async def check(self, ctx: Context, row: Any) -> None:
        """May it be done to this row as it is? Raises `WrongState`, or whatever else it is refused with."""
        state = self.state_of(row, ctx)
        if state not in self.sources:
            raise self.refusals.get(state, self.refusal)(
                Words(
                    f"It is {state}; this needs {' or '.join(self.sources)}.",
                    es=f"Su estado es {state}; esto requiere {' o '.join(self.sources)}.",
                )
            )
        for condition in self.conditions:
            await condition(ctx, row)


def act(
    name: str,
    right: str,
    *,
    scope: str = "",
    people: str = "",
    conditions: tuple[Condition, ...] = (),
    state_of: Callable[[Any, Context], Kept] = there,
    next_to_act: Who | Nobody = Nobody("It leads to no other state."),
) -> Transition[Kept]:
    """What may be done to a row without states, for as long as it is there."""
    return Transition(
        *(name, right, (Kept.THERE,)),
        scope=scope,
        people=people,
        conditions=conditions,
        refusal=NotFound,
        state_of=state_of,
        next_to_act=next_to_act,
    )
