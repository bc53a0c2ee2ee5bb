"""What may be done to a plan; `publication` does part of it."""

from typing import Protocol

from services.scheduling.planning.plans.errors import OwnWork, PlanNotEditable
from services.scheduling.planning.plans.tables import PlanState
from shared.context.context import Context
from shared.context.transitions import Transition

EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)


class Written(Protocol):
    """A plan, or a revision of one."""

    authors: list[str]


async def not_own_work(ctx: Context, row: Written) -> None:
    """Nobody approves what they had a hand in."""
    if ctx.actor in row.authors:
        raise OwnWork("Somebody else with the right must approve it.")


CHANGE = Transition("change", "plans:write", EDITABLE, refusal=PlanNotEditable)
SUBMIT = Transition(
    "submit",
    "plans:write",
    EDITABLE,
    PlanState.SUBMITTED,
    # Behind a machine client may stand the very person who would approve.
    people="Somebody must answer for the plan: submit it with a person's token.",
)
RETURN = Transition("return", "plans:approve", (PlanState.SUBMITTED, PlanState.APPROVED), PlanState.RETURNED)
APPROVE = Transition(
    "approve",
    "plans:approve",
    (PlanState.SUBMITTED,),
    PlanState.APPROVED,
    people="Approve with the token of the person who read it.",
    conditions=(not_own_work,),
)
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
