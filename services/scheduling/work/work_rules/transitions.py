"""What may be done to a rule that makes work, and to what it proposes."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.work_rules.errors import DecidedByDistrict
from services.scheduling.work.work_rules.tables import MadeState, MadeWorkRow, WorkRuleState, WorkRuleVersionRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.texts.words import Words


async def is_theirs_to_decide(ctx: Context, row: MadeWorkRow) -> None:
    """A rule may leave its proposals to the district."""
    found = await ctx.session.get_one(WorkRuleVersionRow, (ctx.district_id, row.version_id))
    if found.content["decided_by"] == "district" and not POLICY.lets(ctx, "proposals:decide", school_id=None):
        raise DecidedByDistrict(Words("See its rule.", es="Vea su regla."))


KEPT = (WorkRuleState.DRAFT, WorkRuleState.ACTIVE)
LATER = Nobody("It makes work of what happens from then on; whoever that is asked of is told.")

CHANGE = Transition("change", "work-rules:write", KEPT, next_to_act=Nobody("A draft asks nothing of anybody."))
ACTIVATE = Transition("activate", "work-rules:write", KEPT, WorkRuleState.ACTIVE, next_to_act=LATER)
RETIRE = Transition(
    *("retire", "work-rules:write", (WorkRuleState.DRAFT, WorkRuleState.ACTIVE), WorkRuleState.RETIRED),
    next_to_act=Nobody("It makes nothing more."),
)
ACCEPT = Transition(
    *("accept", "proposals:decide", (MadeState.PROPOSED,), MadeState.STANDING),
    scope="tasks:write",
    people=Words("A person accepts what a rule proposes.", es="Lo que propone una regla lo acepta una persona."),
    conditions=(is_theirs_to_decide,),
    next_to_act=Who.OWNERS,
)
DECLINE = Transition(
    *("decline", "proposals:decide", (MadeState.PROPOSED,), MadeState.DECLINED),
    scope="tasks:write",
    people=Words("A person declines what a rule proposes.", es="Lo que propone una regla lo rechaza una persona."),
    conditions=(is_theirs_to_decide,),
    next_to_act=Nobody("Nothing is to be done."),
)
TRANSITIONS = (CHANGE, ACTIVATE, RETIRE, ACCEPT, DECLINE)
