"""What everybody asks of the directory. In partners the same names are views of its own tables."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from shared.auth.profiles import SCHOOL
from shared.context.context import Context
from shared.directory.starting_catalogue import STARTING
from shared.directory.tables import DirectorySchoolRow, DirectoryStaffRow
from shared.texts.words import Words


def held_in_sql(on: str, r: str = "r") -> str:
    """SQL: the role `r` is held on a day (SQL of it); its first and its last day count."""
    return f"{on} between {r}.starts_on and coalesce({r}.ends_on, 'infinity')"


def at_work_in_sql(r: str = "r") -> str:
    """SQL of a join that leaves, of the roles `r`, those of people who are at work: `p`."""
    return f"join directory_staff p on p.district_id = {r}.district_id and p.id = {r}.staff_id and p.active"


def not_left_in_sql(r: str = "r") -> str:
    """SQL: nobody has said that who holds the role `r` has left. Whom the directory has not told of yet is there."""
    return f"""not exists (select from directory_staff p
    where p.district_id = {r}.district_id and p.id = {r}.staff_id and not p.active)"""


def works_at_in_sql(staff: str, school: str, day: str) -> str:
    """SQL: somebody at work holds a role at a school (SQL of both ids), or for the district, on a day."""
    return f"""exists (select from directory_roles r
    {at_work_in_sql()}
    where r.staff_id = {staff} and {held_in_sql(day)} and (r.school_id is null or r.school_id = {school}))"""


def first_held_in_sql(profiles: str, school: str, day: str) -> str:
    """SQL of the role on the first of these profiles (SQL of an array) that somebody at work holds at a school on a day."""
    return f"""(select r.role from unnest({profiles}) with ordinality l (profile, place)
    join directory_roles r on r.profile = l.profile
    {at_work_in_sql()}
    where r.school_id = {school} and {held_in_sql(day)}
    order by l.place, r.starts_on, r.id limit 1)"""


def holders_in_sql(day: str, roles: str = "true", held: str = "directory_roles") -> str:
    """CTEs of who holds those of the roles `r` that `roles` leaves, on a day.

    `holding` has every role held (`school_id` null: for the district), `at_school` who owns what falls to a role at a school,
    `of_district` who does for the district. The owner is who holds the role at the school that day, else who holds it for the
    district, else nobody. Several holders: the longest in the role. `held` is SQL of where roles stand that are held, if more
    than the directory's hold.
    """
    return f"""
holding as (
  select r.school_id, r.role, r.profile, r.staff_id, r.starts_on, r.id from {held} r
  {at_work_in_sql()}
  where {roles} and {held_in_sql(day)}),
at_school as (
  select distinct on (school_id, role) school_id, role, staff_id from holding
  where school_id is not null order by school_id, role, starts_on, id),
of_district as (
  select distinct on (role) role, staff_id from holding where school_id is null order by role, starts_on, id)"""


WHERE_HOLDING = text(f"""
select distinct r.staff_id, r.school_id from directory_roles r
{at_work_in_sql()}
where r.staff_id = any(cast(:staff_ids as uuid[])) and {held_in_sql(":day")}""")
ROLES_WITHIN = text(f"""
select r.role, r.school_id from directory_roles r
where r.staff_id = :staff_id and r.school_id is not null and (cast(:school_id as uuid) is null or r.school_id = :school_id)
  and r.starts_on <= :last and {held_in_sql("greatest(r.starts_on, :first)")}""")

HOLDERS = text(f"""
select distinct r.role, r.profile, r.school_id, r.staff_id from directory_roles r
where r.district_id = :district_id and r.profile = any(cast(:profiles as text[]))
  and (r.school_id is null) = :of_district
  and (:of_district or r.school_id = any(cast(:school_ids as uuid[])))
  and {held_in_sql(":today")} and {not_left_in_sql()}
order by r.school_id, r.staff_id, r.role""")


CATALOGUE = text("""
select code, names ->> 'en' as en, names ->> 'es' as es, profile, place, active from directory_catalogue
where district_id = :district_id order by code""")


class Holder(NamedTuple):
    """Somebody who holds a role on a profile, at a school or (None) for the district."""

    role: str
    profile: str
    school_id: UUID | None
    staff_id: UUID


async def holders(ctx: Context, profiles: Iterable[str], schools: Collection[UUID] | None = None) -> list[Holder]:
    """Who holds a role on one of the profiles today at one of the schools or, without `schools`, for the district; not who
    has left.
    """
    values = {"profiles": sorted(profiles), "school_ids": sorted(schools or ()), "of_district": schools is None}
    found = await ctx.session.execute(HOLDERS, {"district_id": ctx.district_id, "today": await ctx.today(), **values})
    return [Holder(row.role, row.profile, row.school_id, row.staff_id) for row in found]


class CatalogueRole(NamedTuple):
    """A role of the district's catalogue; `place` says where it is held: `district`, `school` or `either`."""

    code: str
    names: dict[str, str]
    profile: str
    place: str
    active: bool

    @property
    def is_of_school(self) -> bool:
        """Is it held at a school, if nothing else is said?"""
        return self.place == "school" or (self.place == "either" and self.profile in SCHOOL)


async def catalogue(ctx: Context) -> dict[str, CatalogueRole]:
    """The district's roles by their codes, as far as partners has told of them; the others as every district starts."""
    told = await ctx.ask(CATALOGUE, {"district_id": ctx.district_id})
    start = [CatalogueRole(one.code, _names(one.en, one.es), one.profile, one.place, True) for one in STARTING]
    found = [CatalogueRole(code, _names(en, es), profile, *rest) for code, en, es, profile, *rest in told]
    return {role.code: role for role in (*start, *found)}


async def own_names(ctx: Context, codes: Collection[str]) -> dict[str, dict[str, str]]:
    """What the district calls those of the roles that are not called as every district's start."""
    if not codes:
        return {}
    start = {one.code: _names(one.en, one.es) for one in STARTING}
    return {
        code: role.names
        for code, role in (await catalogue(ctx)).items()
        if code in codes and role.names != start.get(code)
    }


def _names(en: str, es: str | None) -> dict[str, str]:
    return {"en": en, "es": es} if es else {"en": en}


async def active_roles(ctx: Context) -> set[str]:
    """The codes of the roles that can be given and asked of."""
    return {role.code for role in (await catalogue(ctx)).values() if role.active}


async def where_holding(ctx: Context, staff_ids: Collection[UUID], day: date) -> dict[UUID, set[UUID | None]]:
    """At which schools (None: for the district) these people, if they are still at work, hold a role on a day."""
    rows = await ctx.ask(WHERE_HOLDING, {"staff_ids": list(staff_ids), "day": day})
    found: dict[UUID, set[UUID | None]] = {id_: set() for id_ in staff_ids}
    for staff_id, school_id in rows:
        found[staff_id].add(school_id)
    return found


async def school_roles_within(
    ctx: Context, staff_id: UUID, school_id: UUID | None, first: date, last: date
) -> list[tuple[str, UUID]]:
    """(role, school) of the roles somebody holds at the school, or (None) at any, on one of these days."""
    values = {"staff_id": staff_id, "school_id": school_id, "first": first, "last": last}
    return [(role, at) for role, at in await ctx.ask(ROLES_WITHIN, values)]


async def schools_by_code(ctx: Context, codes: Collection[str]) -> dict[str, UUID]:
    """School ids by the district's own codes; codes nobody has are left out."""
    rows = await ctx.session.execute(
        select(DirectorySchoolRow.local_code, DirectorySchoolRow.id).where(
            DirectorySchoolRow.local_code == any_(literal(list(codes), ARRAY(Text)))
        )
    )
    return {row.local_code: row.id for row in rows}


async def codes_meant(ctx: Context, codes: Collection[str]) -> list[str]:
    """The district's own codes that differ from these by zeros in front alone, which spreadsheets take off."""
    bare = [code.lstrip("0") for code in codes]
    if not bare:
        return []
    column = func.ltrim(DirectorySchoolRow.local_code, "0")
    query = select(DirectorySchoolRow.local_code).where(column == any_(literal(bare, ARRAY(Text))))
    return list(await ctx.session.scalars(query.order_by(DirectorySchoolRow.local_code)))


def with_its_zeros(code: str, codes: Collection[str]) -> Words:
    """What is put behind a refusal of a code that is one of these but for zeros in front; nothing where none or several are."""
    found = [one for one in codes if one.lstrip("0") == code.lstrip("0")]
    return (
        Words(f"; did you mean {found[0]}?", es=f"; ¿quiso decir {found[0]}?") if len(found) == 1 else Words("", es="")
    )


async def known_schools(ctx: Context, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are schools of the district."""
    return set(
        await ctx.session.scalars(
            select(DirectorySchoolRow.id).where(DirectorySchoolRow.id == any_(literal(list(ids), ARRAY(Uuid))))
        )
    )


async def known_staff(ctx: Context, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are people of the district who are at work."""
    at_work = select(DirectoryStaffRow.id).where(
        DirectoryStaffRow.id == any_(literal(list(ids), ARRAY(Uuid))), DirectoryStaffRow.active
    )
    return set(await ctx.session.scalars(at_work))


async def codes_by_school(ctx: Context, ids: Collection[UUID]) -> dict[UUID, str]:
    """The district's own codes of the schools that are still there."""
    rows = await ctx.session.execute(
        select(DirectorySchoolRow.id, DirectorySchoolRow.local_code).where(
            DirectorySchoolRow.id == any_(literal(list(ids), ARRAY(Uuid)))
        )
    )
    return {row.id: row.local_code for row in rows}
