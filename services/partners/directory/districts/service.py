"""Use cases of the district."""

from services.partners.directory.districts import repository
from services.partners.directory.districts.events import DistrictRecorded
from services.partners.directory.districts.schemas import DistrictUpdate
from services.partners.directory.districts.tables import DistrictRow
from services.partners.permissions import POLICY
from shared.context.context import Context


async def read(ctx: Context) -> DistrictRow:
    """The caller's district."""
    POLICY.require(ctx, "directory:read")
    return await repository.get_district(ctx)


async def create(ctx: Context, name: str, timezone: str, language: str) -> DistrictRow:
    """Set up the context's district."""
    row = DistrictRow(district_id=ctx.district_id, name=name, timezone=timezone, language=language)
    ctx.add(row)
    await ctx.session.flush()
    _emit_recorded(ctx, row)
    return row


async def change(ctx: Context, patch: DistrictUpdate) -> DistrictRow:
    """Change the district's facts."""
    POLICY.require(ctx, "directory:write")
    row = await repository.get_district(ctx)
    ctx.check_version(row)
    patch.apply(row)
    await ctx.session.flush()
    _emit_recorded(ctx, row)
    return row


def _emit_recorded(ctx: Context, row: DistrictRow) -> None:
    ctx.emit(DistrictRecorded.of(row, district_id=row.district_id))
