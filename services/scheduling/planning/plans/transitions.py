"""What may be done to a plan; `publication` does part of it."""

from typing import Protocol

from services.scheduling.planning.plans.errors import OwnWork, PlanNotEditable
from services.scheduling.planning.plans.tables import PlanState
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who

EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)


class Written(Protocol):
    """A plan, or a revision of one."""

    authors: list[str]


async def not_own_work(ctx: Context, row: Written) -> None:
    """Nobody approves what they had a hand in."""
    if ctx.actor in row.authors:
        raise OwnWork("Somebody else with the right must approve it.")


WRITING = Nobody("Its authors are writing it.")

CHANGE = Transition("change", "plans:write", EDITABLE, refusal=PlanNotEditable, next_to_act=WRITING)
SUBMIT = Transition(
    "submit",
    "plans:write",
    EDITABLE,
    PlanState.SUBMITTED,
    # Behind a machine client may stand the very person who would approve.
    people="Somebody must answer for the plan: submit it with a person's token.",
    next_to_act=Who.APPROVERS,
)
RETURN = Transition(
    *("return", "plans:approve", (PlanState.SUBMITTED, PlanState.APPROVED), PlanState.RETURNED),
    next_to_act=Who.AUTHORS,
)
APPROVE = Transition(
    "approve",
    "plans:approve",
    (PlanState.SUBMITTED,),
    PlanState.APPROVED,
    people="Approve with the token of the person who read it.",
    conditions=(not_own_work,),
    next_to_act=Who.PUBLISHERS,
)
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
