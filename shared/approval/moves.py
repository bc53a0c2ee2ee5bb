"""The moves of what is approved, as transitions of its room."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from shared.approval.errors import OwnWork
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.errors import Refusal, WrongState
from shared.texts.words import Words

S = TypeVar("S", bound=StrEnum)


class Written(Protocol):
    """What people had a hand in."""

    authors: list[str]


async def not_own_work(ctx: Context, row: Written) -> None:
    """Nobody approves what they had a hand in."""
    if ctx.actor in row.authors:
        raise OwnWork(
            Words(
                "Somebody else with the right must approve it.", es="Debe aprobarlo otra persona que tenga el derecho."
            )
        )


#: Who acts next on what its authors are at.
WRITING = Nobody("Its authors are writing it.")


@dataclass(frozen=True)
class Approval(Generic[S]):
    """The four moves of a kind of row: `what` people call it, by whose rights it is written and approved.

    `states` has draft, submitted, returned and approved among its states.
    """

    what: str
    states: type[S]
    write: str
    approve_right: str
    #: What a change is refused with where it cannot be changed any more.
    not_editable: type[Refusal] = WrongState

    @property
    def editable(self) -> tuple[S, ...]:
        """The states in which it is written."""
        return self.states("draft"), self.states("returned")

    @property
    def change(self) -> Transition[S]:
        """Write it."""
        return Transition("change", self.write, self.editable, refusal=self.not_editable, next_to_act=WRITING)

    @property
    def submit(self) -> Transition[S]:
        """Ask for approval. Behind a machine client may stand the very person who would approve."""
        people = f"Somebody must answer for the {self.what}: submit it with a person's token."
        moved = ("submit", self.write, self.editable, self.states("submitted"))
        return Transition(*moved, people=people, next_to_act=Who.APPROVERS)

    @property
    def give_back(self) -> Transition[S]:
        """Return it to its authors."""
        sources = self.states("submitted"), self.states("approved")
        moved = ("return", self.approve_right, sources, self.states("returned"))
        return Transition(*moved, next_to_act=Who.AUTHORS)

    @property
    def approve(self) -> Transition[S]:
        """Approve it, as a person who had no hand in it."""
        return Transition(
            "approve",
            self.approve_right,
            (self.states("submitted"),),
            self.states("approved"),
            people=Words(
                "Approve with the token of the person who read it.",
                es="Apruebe con el token de la persona que lo leyó.",
            ),
            conditions=(not_own_work,),
            next_to_act=Who.PUBLISHERS,
        )
