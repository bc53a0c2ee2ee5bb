"""SQL of administrations."""

from uuid import UUID

from sqlalchemy import exists, select

from shared.context.context import Context
from shared.context.paging import Listing
from shared.directory.tables import DirectorySchoolRow

LISTING = Listing(
    name="administrations",
    columns="""a.id, a.instrument_id, i.code as instrument_code, i.edition as instrument_version, a.school_id, a."window",
    a.state, a.results, a.scored_on, a.version, a.created_at, a.updated_at""",
    source="administrations a join instruments i on i.district_id = a.district_id and i.id = a.instrument_id",
    order=(("a.id", "uuid"),),
    changed=(("a.updated_at", "timestamptz"), ("a.id", "uuid")),
    filters={
        "school_id": "a.school_id = {}::uuid",
        "instrument_code": "i.code = {}",
        "window": 'a."window" = {}',
        "state": "a.state = {}",
        "school_ids": "a.school_id = any({}::uuid[])",
    },
)


async def has_school(ctx: Context, school_id: UUID) -> bool:
    """Does the directory know the school?"""
    mine = (DirectorySchoolRow.district_id == ctx.district_id, DirectorySchoolRow.id == school_id)
    return bool(await ctx.session.scalar(select(exists().where(*mine))))
