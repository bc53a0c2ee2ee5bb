"""What may be done to a proposed grant."""

from enum import StrEnum

from services.partners.access.grant_proposals.errors import ProposalDecided, ProposalOver
from services.partners.directory.roles.errors import NotAnotherPerson
from services.partners.directory.roles.granting import Maker, is_another, maker_of
from services.partners.directory.roles.tables import GrantProposalRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.errors import NotToYourself
from shared.texts.words import Words


class ProposalState(StrEnum):
    """Where a proposal stands; one whose time is over is so by the clock."""

    WAITING = "waiting"
    OVER = "over"
    DECIDED = "decided"


def state_of(row: GrantProposalRow, ctx: Context) -> ProposalState:
    """How a proposal stands."""
    if row.outcome is not None:
        return ProposalState.DECIDED
    return ProposalState.WAITING if ctx.now < row.expires_at else ProposalState.OVER


def asker_of(row: GrantProposalRow) -> Maker:
    """Who asked."""
    return Maker(row.asked_by, row.asked_as)


async def another(ctx: Context, row: GrantProposalRow) -> None:
    """Neither who asked nor whose it becomes stands for it, and nobody of a party."""
    caller = maker_of(ctx.principal)
    if caller.is_person(row.staff_id):
        raise NotToYourself(
            Words("Somebody else with the right must do it.", es="Debe hacerlo otra persona que tenga el derecho.")
        )
    if not is_another(asker_of(row), caller):
        raise NotAnotherPerson(
            Words(
                "Neither who asked for it nor whose it becomes stands for it.",
                es="No puede responder por ello quien lo pidió ni quien lo recibe.",
            )
        )


CONFIRM = Transition(
    "confirm",
    "grants:confirm",
    (ProposalState.WAITING,),
    ProposalState.DECIDED,
    conditions=(another,),
    refusal=ProposalOver,
    refusals={ProposalState.DECIDED: ProposalDecided},
    state_of=state_of,
    next_to_act=Nobody("Whoever it was asked for has it."),
)
REFUSE = Transition(
    "refuse",
    "grants:confirm",
    (ProposalState.WAITING,),
    ProposalState.DECIDED,
    refusal=ProposalOver,
    refusals={ProposalState.DECIDED: ProposalDecided},
    state_of=state_of,
    next_to_act=Nobody("Who asked sees that it was refused."),
)

TRANSITIONS = (CONFIRM, REFUSE)
