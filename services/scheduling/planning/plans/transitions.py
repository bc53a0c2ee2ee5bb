"""What may be done to a plan; `publication` does part of it."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.planning.plans.tables import PlanState
from shared.approval.moves import WRITING, Approval
from shared.context.transitions import Nobody, Transition, Who

APPROVAL = Approval("plan", PlanState, "plans:write", "plans:approve", PlanNotEditable)
EDITABLE = APPROVAL.editable
CHANGE, SUBMIT, RETURN, APPROVE = APPROVAL.change, APPROVAL.submit, APPROVAL.give_back, APPROVAL.approve
PUBLISH = Transition("publish", "plans:publish", (PlanState.APPROVED,), PlanState.PUBLISHED, next_to_act=Who.OWNERS)
OVER = Nobody("It asks nothing of anybody any more; whom that concerns is told.")
CLOSE = Transition("close", "plans:publish", (PlanState.PUBLISHED,), PlanState.CLOSED, next_to_act=OVER)
ARCHIVE = Transition(
    *("archive", "plans:publish", (PlanState.PUBLISHED, PlanState.CLOSED), PlanState.ARCHIVED), next_to_act=OVER
)
CARRY_ON = Transition("carry-on", "plans:write", (PlanState.PUBLISHED, PlanState.CLOSED), next_to_act=WRITING)
#: What publishing it would bring is of interest until it is published.
PREVIEW = Transition(
    "preview",
    "plans:read",
    (*EDITABLE, PlanState.SUBMITTED, PlanState.APPROVED),
    next_to_act=Nobody("It reads only."),
)
#: What schools have can be measured, to its end and afterwards.
VALUE = Transition(
    *("values", "plans:write", (PlanState.PUBLISHED, PlanState.CLOSED)),
    next_to_act=Nobody("It says how a goal stands."),
)
REVISE = Transition("revisions", "plans:write", (PlanState.PUBLISHED,), next_to_act=WRITING)

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, CLOSE, ARCHIVE, CARRY_ON, PREVIEW, VALUE, REVISE)
