"""What may be done to a roster import: the worker sends it its way, a person has one imported that was held back."""

from enum import StrEnum

from services.assessment.roster.roster_imports.errors import ImportNotHeld, ImportNotRestorable
from services.assessment.roster.roster_imports.tables import RosterImportRow
from shared.approval.errors import OwnWork
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.texts.words import Words


class Waiting(StrEnum):
    """Whether an import waits for somebody's word; one whose time is over does not, by the clock."""

    HELD = "held"
    NOT_HELD = "not_held"
    RESTORABLE = "restorable"
    """It was imported not long ago, and can be taken back."""


def state_of(row: RosterImportRow, ctx: Context) -> Waiting:
    """Does it wait for somebody's word?"""
    if row.held_until is not None and ctx.now < row.held_until:
        return Waiting.HELD
    restorable = row.restorable_until is not None and ctx.now < row.restorable_until
    return Waiting.RESTORABLE if restorable else Waiting.NOT_HELD


async def another(ctx: Context, row: RosterImportRow) -> None:
    """Whoever sent it does not stand for it as well."""
    if row.created_by == ctx.actor:
        raise OwnWork(
            Words(
                "Somebody else with the right must approve it.", es="Debe aprobarla otra persona que tenga el derecho."
            )
        )


APPROVE = Transition(
    *("approve", "roster:write", (Waiting.HELD,), Waiting.NOT_HELD),
    people=Words(
        "Approve with the token of the person who looked at it.",
        es="Apruebe con el token de la persona que lo examinó.",
    ),
    conditions=(another,),
    refusal=ImportNotHeld,
    state_of=state_of,
    next_to_act=Nobody("It is imported."),
)

RESTORE = Transition(
    *("restore", "roster:write", (Waiting.RESTORABLE,), Waiting.NOT_HELD),
    people="Have it taken back with the token of the person who looked at what it did.",
    refusal=ImportNotRestorable,
    state_of=state_of,
    next_to_act=Nobody("It is taken back."),
)

TRANSITIONS = (APPROVE, RESTORE)
