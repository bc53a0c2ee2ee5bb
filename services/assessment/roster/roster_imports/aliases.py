"""Source ids that are aliases: their rows speak of the student they are known as, and what looks like one is proposed."""
# ruff: noqa: S608  names of tables are this code's own

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.befores import keeping
from services.assessment.roster.roster_imports.work import Import

_ANY = "select 1 from student_aliases where district_id = :district_id limit 1"
_ANY_THING = "select 1 from roster_aliases where district_id = :district_id and source = :source limit 1"
_THINGS = {
    "orgs": ("id", "parent_id"),
    "academicSessions": ("id", "parent_id"),
    "courses": ("id",),
    "classes": ("id", "course_id", "school_id"),
    "users": ("id", "org_id"),
    "roles": ("person_id", "org_id"),
    "demographics": ("id",),
    "enrollments": ("class_id", "person_id", "school_id"),
}
_LISTS = {"classes": ("session_ids",), "users": ("agents",)}
_THING = """update stage_{file} s set {column} = a.row_id from roster_aliases a
where a.district_id = :district_id and a.id = s.{column}"""
_THINGS_LISTED = """update stage_{file} s set {column} = array(
  select coalesce(a.row_id, named) from unnest(s.{column}) with ordinality l (named, place)
  left join roster_aliases a on a.district_id = :district_id and a.id = named order by place)
where exists (select from roster_aliases a where a.district_id = :district_id and a.id = any(s.{column}))"""
# Of several rows of one student one speaks: a living one before one that goes, their own id before another, the newest alias.
_SPEAKS = """
with named as (
  select s.ctid as row, s.id, coalesce(a.student_id, s.id) as student_id, s.deleted, a.created_at
  from stage_{file} s left join student_aliases a on a.district_id = :district_id and a.id = s.id
  where a.id is not null or exists (
    select from student_aliases k where k.district_id = :district_id and k.student_id = s.id)),
ranked as (
  select n.*, row_number() over (partition by student_id
    order by deleted, created_at is not null, created_at desc, id) as place,
    min(id::text) over (partition by student_id) <> max(id::text) over (partition by student_id) as several
  from named n),
silent as (
  select r.row, r.id from ranked r left join students t on t.district_id = :district_id and t.id = r.student_id
  where r.place > 1 and r.several
    or r.deleted and r.id <> coalesce(t.listed_as, t.id)),
gone as (delete from stage_{file} s using silent x where s.ctid = x.row returning s.id)
insert into passed_over (file, id) select '{file}', id from gone"""
_NAMED = """update stage_{file} s set id = a.student_id from student_aliases a
where a.district_id = :district_id and a.id = s.id"""
_CALLED = """insert into called (student_id, id, source_id)
select coalesce(a.student_id, s.id), s.id, s.source_id from stage_users s
left join student_aliases a on a.district_id = :district_id and a.id = s.id where not s.deleted and (a.id is not null
  or exists (select from student_aliases k where k.district_id = :district_id and k.student_id = s.id))"""
_OF_PERSON = """update stage_{file} s set person_id = a.student_id{more} from student_aliases a
where a.district_id = :district_id and a.id = s.person_id"""
# The role of a row that was passed over is a further one.
_FURTHER = """, is_primary = s.is_primary and not exists (
  select from passed_over p where p.file = 'users' and p.id = s.person_id)"""
_AGENTS = """update stage_users s set agents = array(
  select coalesce(a.student_id, named) from unnest(s.agents) with ordinality l (named, place)
  left join student_aliases a on a.district_id = :district_id and a.id = named order by place)
where exists (select from student_aliases a where a.district_id = :district_id and a.id = any(s.agents))"""
_LISTED = f"""with done as (update students t set listed_as = nullif(c.id, t.id), source_id = c.source_id, updated_at = :now,
  version = t.version + case when t.updated_at = :now then 0 else 1 end from called c
where t.district_id = :district_id and t.id = c.student_id
and (t.listed_as is distinct from nullif(c.id, t.id) or t.source_id <> c.source_id)
returning t.*, to_jsonb(old) as before){keeping("students")} select count(*) from done"""
# A row that is new, of the number of somebody who was there before.
_MATCHES = """select k.id as student_id, n.id as other_id, cast(:source as text) as source, n.source_id from students n
join public.students k on k.district_id = n.district_id and k.local_id = n.local_id and k.id <> n.id
  and k.created_at < :now and k.merged_into is null
where n.district_id = :district_id and n.created_at = :now and n.local_id is not null order by n.source_id, k.id limit 10000"""


async def name(work: Import, file: str) -> None:
    """Have the rows of a file that name an alias speak of its student, and of what another source lists as well."""
    ctx = work.ctx
    if await staging.fetch(ctx, _ANY_THING, source=work.source):
        for column in _THINGS[file]:
            await staging.execute(ctx, _THING.format(file=file, column=column))
        for column in _LISTS.get(file, ()):
            await staging.execute(ctx, _THINGS_LISTED.format(file=file, column=column))
    if not await staging.fetch(ctx, _ANY):
        return
    if file in ("users", "demographics"):
        await staging.execute(ctx, _SPEAKS.format(file=file))
        if file == "users":
            await staging.execute(ctx, _CALLED)
            await staging.execute(ctx, _AGENTS)
        await staging.execute(ctx, _NAMED.format(file=file))
    elif file in ("roles", "enrollments"):
        await staging.execute(ctx, _OF_PERSON.format(file=file, more=_FURTHER if file == "roles" else ""))


async def note(work: Import) -> None:
    """Remember by which id each student is listed, and find whom the bundle seems to list under another."""
    await staging.count(work.ctx, _LISTED)
    work.matches = [dict(row._mapping) for row in await staging.fetch(work.ctx, _MATCHES, source=work.source)]
