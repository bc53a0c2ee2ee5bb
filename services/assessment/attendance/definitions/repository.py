"""SQL of definitions of absence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.assessment.attendance.definitions.schemas import AttendanceDefinition, AttendanceDefinitionList
from services.assessment.attendance.definitions.tables import AttendanceDefinitionRow, DefinitionState
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(AttendanceDefinitionRow, AttendanceDefinition, AttendanceDefinitionList)


async def in_force(ctx: Context) -> AttendanceDefinitionRow | None:
    """The one figures are made by; None: the usual one."""
    rows = AttendanceDefinitionRow
    found: AttendanceDefinitionRow | None = await ctx.session.scalar(
        select(rows).where(rows.district_id == ctx.district_id, rows.state == DefinitionState.IN_FORCE)
    )
    return found


async def in_force_at(ctx: Context, moment: datetime) -> AttendanceDefinitionRow | None:
    """The one figures were made by then."""
    rows = AttendanceDefinitionRow
    found: AttendanceDefinitionRow | None = await ctx.session.scalar(
        select(rows)
        .where(rows.district_id == ctx.district_id, rows.adopted_at <= moment)
        .order_by(rows.adopted_at.desc())
        .limit(1)
    )
    return found


async def find(ctx: Context, definition_id: UUID) -> AttendanceDefinitionRow | None:
    """One of them."""
    return await ctx.find(AttendanceDefinitionRow, definition_id)
