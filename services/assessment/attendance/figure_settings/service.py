"""Use cases of what the district wants counted."""

from types import SimpleNamespace

from services.assessment.attendance.figure_settings import repository
from services.assessment.attendance.figure_settings.rules import USUAL, USUAL_GRACE, USUAL_SMALLEST
from services.assessment.attendance.figure_settings.schemas import (
    AttendanceFigureSettings,
    AttendanceFigureSettingsBody,
    FigureMeasure,
)
from services.assessment.attendance.figure_settings.tables import AttendanceFigureSettingsRow
from services.assessment.permissions import POLICY
from shared.context.context import Context


async def read(ctx: Context) -> AttendanceFigureSettings:
    """What holds."""
    POLICY.require(ctx, "attendance-rules:read")
    return await in_force(ctx)


async def set_all(ctx: Context, wish: AttendanceFigureSettingsBody) -> AttendanceFigureSettings:
    """Put this in the place of what was said before; weeks that are told stay as they are."""
    POLICY.require(ctx, "attendance-rules:write")
    row = await repository.find(ctx)
    ctx.check_version(row or SimpleNamespace(version=0))
    if row is None:
        row = AttendanceFigureSettingsRow(id=ctx.district_id)
        ctx.add(row)
    for name, value in wish.model_dump(mode="json").items():
        setattr(row, name, value)
    await ctx.session.flush()
    return _said(row)


async def in_force(ctx: Context) -> AttendanceFigureSettings:
    """What the next figures are made by."""
    return _said(await repository.find(ctx))


def _said(row: AttendanceFigureSettingsRow | None) -> AttendanceFigureSettings:
    if row is None:
        usual = [FigureMeasure.model_validate({**vars(one), "months": list(one.months)}) for one in USUAL]
        return AttendanceFigureSettings(
            smallest=USUAL_SMALLEST,
            subgroups=[],
            measures=usual,
            grace=USUAL_GRACE,
            version=0,
            updated_at=None,
        )
    return AttendanceFigureSettings(
        smallest=row.smallest,
        subgroups=row.subgroups,
        measures=row.measures,
        grace=row.grace,
        version=row.version,
        updated_at=row.updated_at,
    )
