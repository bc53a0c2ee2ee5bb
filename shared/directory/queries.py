"""What everybody asks of the directory. In partners the same names are views of its own tables."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from shared.context.context import Context
from shared.directory.tables import DirectorySchoolRow

#: CTEs of who holds roles on the day :today: `holding` has every role held (`school_id` null: for the district), `at_school` who
#: owns what falls to a role at a school, `of_district` who does for the district. The owner is who holds the role at the school
#: that day, else who holds it for the district, else nobody. Several holders: the longest in the role. `{roles}` narrows the
#: roles `r` and ends with `and`, or is empty.
HOLDERS = """
holding as (
  select r.school_id, r.role, r.staff_id, r.starts_on, r.id from directory_roles r
  join directory_staff p on p.district_id = r.district_id and p.id = r.staff_id and p.active
  where {roles} :today between r.starts_on and coalesce(r.ends_on, 'infinity')),
at_school as (
  select distinct on (school_id, role) school_id, role, staff_id from holding
  where school_id is not null order by school_id, role, starts_on, id),
of_district as (
  select distinct on (role) role, staff_id from holding where school_id is null order by role, starts_on, id)"""


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
