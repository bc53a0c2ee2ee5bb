"""SQL of the district."""

from sqlalchemy import select

from services.partners.directory.districts.tables import DistrictRow
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words


async def get_district(ctx: Context) -> DistrictRow:
    """The caller's district."""
    row = await ctx.session.scalar(select(DistrictRow).where(DistrictRow.district_id == ctx.district_id))
    if row is None:
        raise NotFound(Words("The district is not set up.", es="El distrito no está configurado."))
    return row
