"""What may be done to a plan; `publication` does part of it."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.planning.plans.tables import PlanState
from shared.approval.moves import Approval
from shared.context.transitions import Transition

APPROVAL = Approval("plan", PlanState, "plans:write", "plans:approve", PlanNotEditable)
EDITABLE = APPROVAL.editable
CHANGE, SUBMIT, RETURN, APPROVE = APPROVAL.change, APPROVAL.submit, APPROVAL.give_back, APPROVAL.approve
PUBLISH = Transition("publish", "plans:publish", (PlanState.APPROVED,), PlanState.PUBLISHED)
CLOSE = Transition("close", "plans:publish", (PlanState.PUBLISHED,), PlanState.CLOSED)
ARCHIVE = Transition("archive", "plans:publish", (PlanState.PUBLISHED, PlanState.CLOSED), PlanState.ARCHIVED)
CARRY_ON = Transition("carry-on", "plans:write", (PlanState.PUBLISHED, PlanState.CLOSED))
#: What publishing it would bring is of interest until it is published.
PREVIEW = Transition("preview", "plans:read", (*EDITABLE, PlanState.SUBMITTED, PlanState.APPROVED))
#: What schools have can be measured, to its end and afterwards.
VALUE = Transition("values", "plans:write", (PlanState.PUBLISHED, PlanState.CLOSED))
REVISE = Transition("revisions", "plans:write", (PlanState.PUBLISHED,))

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, CLOSE, ARCHIVE, CARRY_ON, PREVIEW, VALUE, REVISE)
