"""What everybody asks of the directory. In partners the same names are views of its own tables."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from shared.context.context import Context
from shared.directory.tables import DirectorySchoolRow


async def schools_by_code(ctx: Context, codes: Collection[str]) -> dict[str, UUID]:
    """School ids by the district's own codes; codes nobody has are left out."""
    rows = await ctx.session.execute(
        select(DirectorySchoolRow.local_code, DirectorySchoolRow.id).where(
            DirectorySchoolRow.local_code == any_(literal(list(codes), ARRAY(Text)))
        )
    )
    return {row.local_code: row.id for row in rows}


async def known_schools(ctx: Context, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are schools of the district."""
    return set(
        await ctx.session.scalars(
            select(DirectorySchoolRow.id).where(DirectorySchoolRow.id == any_(literal(list(ids), ARRAY(Uuid))))
        )
    )


async def codes_by_school(ctx: Context, ids: Collection[UUID]) -> dict[UUID, str]:
    """The district's own codes of the schools that are still there."""
    rows = await ctx.session.execute(
        select(DirectorySchoolRow.id, DirectorySchoolRow.local_code).where(
            DirectorySchoolRow.id == any_(literal(list(ids), ARRAY(Uuid)))
        )
    )
    return {row.id: row.local_code for row in rows}
