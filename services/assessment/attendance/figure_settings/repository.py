"""SQL of what the district wants counted."""

from services.assessment.attendance.figure_settings.tables import AttendanceFigureSettingsRow
from shared.context.context import Context


async def find(ctx: Context) -> AttendanceFigureSettingsRow | None:
    """What the district said, if it did."""
    return await ctx.find(AttendanceFigureSettingsRow, ctx.district_id)
