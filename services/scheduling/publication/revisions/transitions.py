"""What may be done to a revision of a published plan."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.planning.plans.transitions import not_own_work
from services.scheduling.publication.revisions.tables import RevisionState
from shared.context.transitions import Transition

EDITABLE = (RevisionState.DRAFT, RevisionState.RETURNED)
UNDER_WAY = (*EDITABLE, RevisionState.SUBMITTED, RevisionState.APPROVED)

CHANGE = Transition("change", "plans:write", EDITABLE, refusal=PlanNotEditable)
SUBMIT = Transition(
    "submit",
    "plans:write",
    EDITABLE,
    RevisionState.SUBMITTED,
    people="Somebody must answer for the revision: submit it with a person's token.",
)
RETURN = Transition(
    "return", "plans:approve", (RevisionState.SUBMITTED, RevisionState.APPROVED), RevisionState.RETURNED
)
APPROVE = Transition(
    "approve",
    "plans:approve",
    (RevisionState.SUBMITTED,),
    RevisionState.APPROVED,
    people="Approve with the token of the person who read it.",
    conditions=(not_own_work,),
)
PUBLISH = Transition("publish", "plans:publish", (RevisionState.APPROVED,), RevisionState.PUBLISHED)
DISCARD = Transition("discard", "plans:write", UNDER_WAY, RevisionState.DISCARDED)
EFFECTS = Transition("effects", "plans:write", UNDER_WAY)
PREVIEW = Transition("preview", "plans:read", UNDER_WAY)

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, DISCARD, EFFECTS, PREVIEW)
