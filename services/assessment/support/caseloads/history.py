"""The history of an assignment: the one place it is written, and how it is read.

`what` is `assigned` (`after`: the first day), or the field that became different: `ends_on`, or `staff_id` where somebody else
took over what had not begun.
"""

from datetime import date
from uuid import UUID

from fastapi import Response

from services.assessment.support.caseloads.schemas import CaseloadEntry
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow, CaseloadEntryRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging

LISTING = listing(
    CaseloadEntryRow,
    CaseloadEntry,
    Paging,
    changed="happened_at",
    filters={"assignment_id": "s.assignment_id = {}::uuid"},
)


def record(
    ctx: Context, row: CaseloadAssignmentRow, what: str, before: date | UUID | None, after: date | UUID | None
) -> None:
    """Write one line with this piece of work; nothing if nothing became different."""
    if before != after:
        ctx.add(
            CaseloadEntryRow(
                assignment_id=row.id,
                student_id=row.student_id,
                happened_at=ctx.now,
                actor=ctx.actor,
                what=what,
                before=None if before is None else str(before),
                after=None if after is None else str(after),
            )
        )


async def page(ctx: Context, paging: Paging, row: CaseloadAssignmentRow) -> Response:
    """One page of what became of an assignment, oldest first."""
    return await ctx.page(LISTING, paging, {"assignment_id": row.id})
