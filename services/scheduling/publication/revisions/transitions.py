"""What may be done to a revision of a published plan."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.publication.revisions.tables import RevisionState
from shared.approval.moves import Approval
from shared.context.transitions import Transition

APPROVAL = Approval("revision", RevisionState, "plans:write", "plans:approve", PlanNotEditable)
EDITABLE = APPROVAL.editable
UNDER_WAY = (*EDITABLE, RevisionState.SUBMITTED, RevisionState.APPROVED)
CHANGE, SUBMIT, RETURN, APPROVE = APPROVAL.change, APPROVAL.submit, APPROVAL.give_back, APPROVAL.approve
PUBLISH = Transition("publish", "plans:publish", (RevisionState.APPROVED,), RevisionState.PUBLISHED)
DISCARD = Transition("discard", "plans:write", UNDER_WAY, RevisionState.DISCARDED)
EFFECTS = Transition("effects", "plans:write", UNDER_WAY)
PREVIEW = Transition("preview", "plans:read", UNDER_WAY)

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, DISCARD, EFFECTS, PREVIEW)
