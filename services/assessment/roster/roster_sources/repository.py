"""SQL of sources."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.records.roster_listings.tables import (
    AliasKind,
    RosterAliasRow,
    RosterSourceRow,
)
from services.assessment.roster.roster_sources.schemas import (
    RosterAlias,
    RosterAliasList,
    RosterSource,
    RosterSourceList,
)
from shared.context.context import Context
from shared.context.listing import listing

SOURCES = listing(RosterSourceRow, RosterSource, RosterSourceList, order=("rank", "code"))
ALIASES = listing(RosterAliasRow, RosterAlias, RosterAliasList)
#: Where what an alias may lead to stands.
_THERE = {
    AliasKind.SCHOOL: ("roster_orgs",),
    AliasKind.SESSION: ("academic_sessions",),
    AliasKind.COURSE: ("roster_courses",),
    AliasKind.CLASS: ("classes",),
    AliasKind.PERSON: ("guardians", "roster_staff"),
}
_FIND = {
    kind: text(
        " union all ".join(f"select from {table} where district_id = :district_id and id = :id" for table in tables)
    )
    for kind, tables in _THERE.items()
}


async def is_there(ctx: Context, kind: AliasKind, row_id: UUID) -> bool:
    """Does the roster have a row of this kind and id?"""
    found: Any = await ctx.ask(_FIND[kind], {"district_id": ctx.district_id, "id": row_id})
    return bool(found)
