"""What may be done to a revision of a published plan."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.publication.revisions.tables import RevisionState
from shared.approval.moves import Approval
from shared.context.transitions import Nobody, Transition, Who

APPROVAL = Approval("revision", RevisionState, "plans:write", "plans:approve", PlanNotEditable)
EDITABLE = APPROVAL.editable
UNDER_WAY = (*EDITABLE, RevisionState.SUBMITTED, RevisionState.APPROVED)
READS = Nobody("It reads only.")
CHANGE, SUBMIT, RETURN, APPROVE = APPROVAL.change, APPROVAL.submit, APPROVAL.give_back, APPROVAL.approve
PUBLISH = Transition(
    "publish", "plans:publish", (RevisionState.APPROVED,), RevisionState.PUBLISHED, next_to_act=Who.OWNERS
)
DISCARD = Transition(
    *("discard", "plans:write", UNDER_WAY, RevisionState.DISCARDED), next_to_act=Nobody("The plan stays as it is.")
)
EFFECTS = Transition("effects", "plans:write", UNDER_WAY, next_to_act=READS)
PREVIEW = Transition("preview", "plans:read", UNDER_WAY, next_to_act=READS)

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, DISCARD, EFFECTS, PREVIEW)
