"""What may be done to a proposal of a trigger."""

from services.assessment.attendance.proposals.errors import DecidedByRole, ProposalOver
from services.assessment.attendance.proposals.tables import AttendanceProposalRow, AttendanceProposalState
from services.assessment.permissions import POLICY
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.texts.words import Words

RIGHT = "attendance-proposals:decide"


async def is_theirs_to_decide(ctx: Context, row: AttendanceProposalRow) -> None:
    """Who holds the role that decides, at the school or for the district; else whoever plans for the whole district."""
    holds = any(held.role == row.role and held.school_id in (None, row.school_id) for held in ctx.principal.roles)
    if not holds and not POLICY.lets(ctx, RIGHT, school_id=None):
        raise DecidedByRole


ACCEPT = Transition(
    *("accept", RIGHT, (AttendanceProposalState.OPEN,), AttendanceProposalState.ACCEPTED),
    people=Words("A person accepts what a trigger proposes.", es="Lo que propone un disparador lo acepta una persona."),
    conditions=(is_theirs_to_decide,),
    refusal=ProposalOver,
    next_to_act=Nobody("Who is asked for it has it on their day by the work it asks for."),
)
DECLINE = Transition(
    *("decline", RIGHT, (AttendanceProposalState.OPEN,), AttendanceProposalState.DECLINED),
    people=Words(
        "A person declines what a trigger proposes.", es="Lo que propone un disparador lo rechaza una persona."
    ),
    conditions=(is_theirs_to_decide,),
    refusal=ProposalOver,
    next_to_act=Nobody("Nothing is to be done."),
)

TRANSITIONS = (ACCEPT, DECLINE)
