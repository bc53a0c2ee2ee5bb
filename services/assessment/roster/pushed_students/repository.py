"""SQL of students that are pushed one by one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from services.assessment.records.roster_listings.tables import RosterAliasRow
from services.assessment.records.student_records.repository import ROSTER, id_of
from services.assessment.records.student_records.tables import OrgRow
from shared.context.context import Context
from shared.directory.tables import DirectorySchoolRow

IS_SOMEBODY_ELSE = text("""
select from guardians where district_id = :district_id and id = :id and deleted_at is null
union all select from roster_staff where district_id = :district_id and id = :id and deleted_at is null limit 1""")
MODIFIED = text(
    "select modified_at from roster_moments where district_id = :district_id and file = 'users' and id = :id"
)
# A change by file of the same version or an older one comes too late from now on.
NOTE = text("""
insert into roster_moments as m (district_id, file, id, modified_at)
select :district_id, file, :id, :modified_at from unnest(array['users', 'demographics']) file
on conflict (district_id, file, id) do update set modified_at = excluded.modified_at
where excluded.modified_at > m.modified_at""")
LET_GO = text("""
update enrollments e set deleted_at = :now, updated_at = :now, version = e.version + 1, gone_with = e.person_id
where e.district_id = :district_id and e.person_id = :id and e.deleted_at is null""")
BRING_BACK = text("""
update enrollments e set deleted_at = null, updated_at = :now, version = e.version + 1, gone_with = null
where e.district_id = :district_id and e.person_id = :id and e.gone_with = e.person_id and e.deleted_at is not null
and exists (select from classes c where c.district_id = e.district_id and c.id = e.class_id and c.deleted_at is null)""")
LEAVE = text("""
update student_schools r set deleted_at = :now, updated_at = :now, version = r.version + 1
where r.district_id = :district_id and r.student_id = :id and r.school_id = :school_id and r.deleted_at is null""")
CONSENTS = text("select id from known_consents where district_id = :district_id and student_id = any(:ids)")


async def is_somebody_else(ctx: Context, person_id: UUID) -> bool:
    """Does the roster know a guardian or a staff member of this id?"""
    return bool(await ctx.ask(IS_SOMEBODY_ELSE, {"district_id": ctx.district_id, "id": person_id}))


async def find_school(ctx: Context, source: str, source_id: str) -> UUID | None:
    """The school that a source lists by its id, else the one that the first source, or the directory, knows by it."""
    if source != ROSTER:
        own_id = id_of(ctx.district_id, source, "school", source_id)
        alias = await ctx.find(RosterAliasRow, own_id)
        org = await ctx.find(OrgRow, alias.row_id if alias else own_id)
        if org is not None:
            return org.id if org.type == "school" and org.deleted_at is None else None
    school_id = id_of(ctx.district_id, ROSTER, "school", source_id)
    org = await ctx.find(OrgRow, school_id)
    if org is not None:
        return school_id if org.type == "school" and org.deleted_at is None else None
    return school_id if await ctx.find(DirectorySchoolRow, school_id) is not None else None


async def modified_at(ctx: Context, student_id: UUID) -> datetime | None:
    """When the student was last changed, as the last change that was taken says."""
    found = await ctx.ask(MODIFIED, {"district_id": ctx.district_id, "id": student_id})
    return found[0]["modified_at"] if found else None


async def note_modified(ctx: Context, student_id: UUID, moment: datetime) -> None:
    """Have what was changed earlier come too late."""
    await ctx.ask(NOTE, {"district_id": ctx.district_id, "id": student_id, "modified_at": moment})


async def let_enrollments_go(ctx: Context, student_id: UUID) -> None:
    """End what hangs on a student who has left."""
    await ctx.ask(LET_GO, {"district_id": ctx.district_id, "id": student_id, "now": ctx.now})


async def bring_enrollments_back(ctx: Context, student_id: UUID) -> None:
    """What went with a student who is listed again comes back with them."""
    await ctx.ask(BRING_BACK, {"district_id": ctx.district_id, "id": student_id, "now": ctx.now})


async def leave_school(ctx: Context, student_id: UUID, school_id: UUID | None) -> None:
    """Who is moved from a school attends it no more; what else they attend stays."""
    values = {"district_id": ctx.district_id, "id": student_id, "school_id": school_id, "now": ctx.now}
    await ctx.ask(LEAVE, values)


async def consents_of(ctx: Context, student_ids: list[UUID]) -> list[UUID]:
    """The consents that were given for these students."""
    return [row["id"] for row in await ctx.ask(CONSENTS, {"district_id": ctx.district_id, "ids": student_ids})]
