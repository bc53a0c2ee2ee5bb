"""What may be done to a revision of a published plan."""

from services.scheduling.planning.plans.errors import PlanNotEditable
from services.scheduling.planning.plans.transitions import WRITING, not_own_work
from services.scheduling.publication.revisions.tables import RevisionState
from shared.context.transitions import Nobody, Transition, Who

EDITABLE = (RevisionState.DRAFT, RevisionState.RETURNED)
UNDER_WAY = (*EDITABLE, RevisionState.SUBMITTED, RevisionState.APPROVED)

READS = Nobody("It reads only.")

CHANGE = Transition("change", "plans:write", EDITABLE, refusal=PlanNotEditable, next_to_act=WRITING)
SUBMIT = Transition(
    "submit",
    "plans:write",
    EDITABLE,
    RevisionState.SUBMITTED,
    people="Somebody must answer for the revision: submit it with a person's token.",
    next_to_act=Who.APPROVERS,
)
RETURN = Transition(
    *("return", "plans:approve", (RevisionState.SUBMITTED, RevisionState.APPROVED), RevisionState.RETURNED),
    next_to_act=Who.AUTHORS,
)
APPROVE = Transition(
    "approve",
    "plans:approve",
    (RevisionState.SUBMITTED,),
    RevisionState.APPROVED,
    people="Approve with the token of the person who read it.",
    conditions=(not_own_work,),
    next_to_act=Who.PUBLISHERS,
)
PUBLISH = Transition(
    "publish", "plans:publish", (RevisionState.APPROVED,), RevisionState.PUBLISHED, next_to_act=Who.OWNERS
)
DISCARD = Transition(
    *("discard", "plans:write", UNDER_WAY, RevisionState.DISCARDED), next_to_act=Nobody("The plan stays as it is.")
)
EFFECTS = Transition("effects", "plans:write", UNDER_WAY, next_to_act=READS)
PREVIEW = Transition("preview", "plans:read", UNDER_WAY, next_to_act=READS)

TRANSITIONS = (CHANGE, SUBMIT, RETURN, APPROVE, PUBLISH, DISCARD, EFFECTS, PREVIEW)
