"""Use cases of attendance codes."""

from typing import Any
from uuid import UUID

from services.assessment.attendance.codes import repository
from services.assessment.attendance.codes.categories import DAY, THERE
from services.assessment.attendance.codes.events import AttendanceCodeRecorded
from services.assessment.attendance.codes.may import MAY
from services.assessment.attendance.codes.schemas import AttendanceCode, AttendanceCodeCreate, AttendanceCodeUpdate
from services.assessment.attendance.codes.tables import AttendanceCodeRow
from services.assessment.attendance.codes.transitions import CHANGE
from services.assessment.permissions import POLICY
from shared.context.context import Context


def visible(ctx: Context) -> dict[str, Any]:
    """Codes are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "attendance-rules:read")
    return {}


async def add(ctx: Context, wish: AttendanceCodeCreate) -> AttendanceCodeRow:
    """Say what a code means, before it is first sent or since: of one that nobody has said it of yet."""
    POLICY.require(ctx, "attendance-rules:write")
    folded = await repository.folded(ctx, wish.code)
    missed = wish.missed if wish.missed is not None else float(wish.category not in THERE)
    says = {"category": wish.category, "missed": parts_of(missed), "reason": wish.reason}
    if (sent := await repository.unmapped(ctx, folded)) is not None:
        row = await ctx.get(AttendanceCodeRow, sent, "attendance code")
        if row.category is None:
            for name, value in says.items():
                setattr(row, name, value)
            return await ctx.save(row, AttendanceCodeRecorded)
    row = AttendanceCodeRow(code=wish.code, folded=folded, **says)
    return await ctx.save(row, AttendanceCodeRecorded)


async def change(ctx: Context, code_id: UUID, patch: AttendanceCodeUpdate) -> AttendanceCodeRow:
    """Say what a code means. What was reported with it is read anew by the worker."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(AttendanceCodeRow, code_id, "attendance code")
    ctx.check_version(row)
    said = patch.changes()
    if "category" in said:
        row.category = said["category"]
        if "missed" not in said and row.category is not None:
            row.missed = 0 if row.category in THERE else row.missed or DAY
    if "missed" in said:
        row.missed = parts_of(said["missed"])
    if "reason" in said:
        row.reason = said["reason"]
    return await ctx.save(row, AttendanceCodeRecorded)


async def shown(ctx: Context, row: AttendanceCodeRow) -> AttendanceCode:
    """The row as its list shows it."""
    facts = {name: getattr(row, name) for name in AttendanceCode.model_fields.keys() - {"may", "missed"}}
    return AttendanceCode(**facts, missed=round(row.missed / DAY, 6), may=MAY.plainly(ctx, row))


def parts_of(share: float) -> int:
    """A share of a day in parts of a day."""
    return round(share * DAY)
