"""SQL of schools."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.partners.directory.schools.schemas import School, SchoolList
from services.partners.directory.schools.tables import SchoolRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.upsert import upsert_changed
from shared.errors import NotFound
from shared.texts.words import Words

LISTING = listing(SchoolRow, School, SchoolList, order=("local_code",), filters={"tag": "{} = any(s.tags)"})


async def get_by_local_code(ctx: Context, local_code: str) -> SchoolRow:
    """The school with the district's own code. Raises `NotFound`."""
    row = await ctx.session.scalar(select(SchoolRow).where(SchoolRow.local_code == local_code))
    if row is None:
        raise NotFound(Words("No school has this local code.", es="Ninguna escuela tiene este código local."))
    return row


async def codes_of_others(ctx: Context, ids: Collection[UUID], codes: Collection[str]) -> set[str]:
    """Those of the local codes that schools outside `ids` have."""
    query = select(SchoolRow.local_code).where(SchoolRow.local_code.in_(codes), SchoolRow.id.not_in(ids))
    return set(await ctx.session.scalars(query))


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]]) -> list[SchoolRow]:
    """Write what the roster lists; returns only the schools this changed. Tags and cohort are left alone."""
    return await upsert_changed(ctx, SchoolRow, rows, only_new={"tags": []}, as_of="listed_at")
