"""SQL of administrations."""

from uuid import UUID

from sqlalchemy import exists, select

from services.assessment.references import INSTRUMENT
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each, by
from shared.context.paging import Listing
from shared.directory.references import SCHOOL
from shared.directory.tables import DirectorySchoolRow

LISTING = Listing(
    name="administrations",
    columns=f"""a.id, {INSTRUMENT.reference("a.instrument_id")} as instrument, i.code as instrument_code,
    i.edition as instrument_version, {SCHOOL.reference("a.school_id")} as school, a."window", a.state, a.results, a.scored_on,
    a.version, a.created_at, a.updated_at""",
    source="administrations a join instruments i on i.district_id = a.district_id and i.id = a.instrument_id",
    rows="administrations a",
    order=(("a.id", "uuid"),),
    changed=(("a.updated_at", "timestamptz"), ("a.id", "uuid")),
    filters={
        "school_ids": Lead((at_each("a.school_id"),)),
        "school_id": by("a.school_id = {}::uuid"),
        "instrument_code": Lead(
            (Branch("a.instrument_id = edition.id", "(select id from instruments where code = {}) edition"),)
        ),
        "window": 'a."window" = {}',
        "state": "a.state = {}",
    },
)


async def has_school(ctx: Context, school_id: UUID) -> bool:
    """Does the directory know the school?"""
    mine = (DirectorySchoolRow.district_id == ctx.district_id, DirectorySchoolRow.id == school_id)
    return bool(await ctx.session.scalar(select(exists().where(*mine))))
