"""Changes that come row by row: of several versions the newest stands, what hangs on a deleted row goes and comes with it, and
a row that comes before what it needs is held until that comes."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from datetime import datetime
from uuid import UUID

from services.assessment.roster.roster_imports import merging, staging
from services.assessment.roster.roster_imports.people import PEOPLE
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.rows import FORMS
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context

_OUTDATED = "A later version of this row, by dateLastModified, has been taken before: this one was not."
#: When two rows of one id (`s`, `f`) are versions of one thing. Of two things the later does not replace the earlier.
_SAME = {
    "orgs": "f.type = s.type",
    "academicSessions": "f.type = s.type",
    "courses": "true",
    "classes": "f.school_id = s.school_id",
    "users": """(f.local_id = s.local_id
      or (lower(f.given_name), lower(f.family_name)) = (lower(s.given_name), lower(s.family_name)))""",
    "roles": "f.person_id = s.person_id",
    "demographics": "true",
    "enrollments": "(f.class_id, f.person_id) = (s.class_id, s.person_id)",
}
_EARLIER = {
    file: f"""delete from {staging.stage_of(file)} s where exists (select from {staging.stage_of(file)} f
      where f.id = s.id and f.modified_at > s.modified_at and (f.deleted or s.deleted or {same}))"""
    for file, same in _SAME.items()
}
_KNOWN_LATER = {
    file: f"""delete from {staging.stage_of(file)} s using roster_moments m
      where m.district_id = :district_id and m.file = '{file}' and m.id = s.id and s.modified_at < m.modified_at
      returning s.row_no, s.source_id"""
    for file in FORMS
}
_NOTE = {
    file: f"""insert into roster_moments as m (district_id, file, id, modified_at)
      select :district_id, '{file}', s.id, s.modified_at from {staging.stage_of(file)} s where s.modified_at is not null
      on conflict (district_id, file, id) do update set modified_at = excluded.modified_at
      where excluded.modified_at > m.modified_at"""
    for file in FORMS
}
_FORGOTTEN = "delete from roster_held_rows where district_id = :district_id"
# Part of a statement that keeps what was held (its part `held`), for a restore; one id may be held of several files.
_HELD_BEFORE = """held_before as (insert into befores (kind, row_id, other_id, before)
  select 'roster_held_rows', held.id, md5(held.file)::uuid, to_jsonb(held) from held)"""
_GONE_PEOPLE = "({})".format(
    " and ".join(
        f"not exists (select from {table} p where p.district_id = :district_id and p.id = t.person_id and p.deleted_at is null)"
        for table in PEOPLE
    )
)
_LEFT = "({})".format(
    " or ".join(
        f"exists (select from {table} p where p.district_id = :district_id and p.id = t.person_id and p.deleted_at = :now)"
        for table in PEOPLE
    )
)
_SCHOOL_GONE = (
    "exists (select from roster_orgs o where o.district_id = :district_id and o.id = t.{} and o.deleted_at = :now)"
)
_CLASS_GONE = """exists (select from classes c
  where c.district_id = :district_id and c.id = t.class_id and c.deleted_at = :now)"""
# What lives and is still marked came back by itself.
_MARKED = """update {} t set gone_with = null
where t.district_id = :district_id and t.gone_with is not null and t.deleted_at is null"""
_BACK = "t.deleted_at is not null and t.gone_with in ({}) and {}"
_SCHOOLS_BACK = (
    "select id from roster_orgs where district_id = :district_id and updated_at = :now and deleted_at is null"
)
_CLASSES_BACK = "select id from classes where district_id = :district_id and updated_at = :now and deleted_at is null"
_PEOPLE_BACK = " union all ".join(
    f"select id from {table} where district_id = :district_id and updated_at = :now and deleted_at is null"
    for table in PEOPLE
)
_NO_SCHOOL = """t.deleted_at is null and exists (
  select from roster_orgs o where o.district_id = :district_id and o.id = t.school_id and o.deleted_at = :now)"""


async def order(work: Import, file: str) -> None:
    """Of several versions of a row leave the newest, and none that is older than what has been taken."""
    await staging.execute(work.ctx, _EARLIER[file])
    found = sorted(await staging.fetch(work.ctx, _KNOWN_LATER[file]), key=lambda row: row.row_no)
    work.add_slips(
        [Fault(file, row.row_no, "dateLastModified", "row_outdated", _OUTDATED, row.source_id) for row in found]
    )


async def take_held(work: Import) -> None:
    """Stage what was held before, but for what has been said anew; what still lacks something is held again."""
    for file, form in FORMS.items():
        stage = staging.stage_of(file)
        columns = ", ".join(("id", "source_id", "deleted", "modified_at", *form.staged))
        taken = ", ".join(f"(r).{name}" for name in ("id", "source_id", "deleted", "modified_at", *form.staged))
        await staging.execute(
            work.ctx,
            f"""with held as (delete from roster_held_rows h where h.district_id = :district_id and h.file = '{file}'
              returning h.*),
            {_HELD_BEFORE},
            waits as (insert into waiting select '{file}', id, held_at from held where held_at > :now - interval '30 days')
            insert into {stage} (row_no, {columns})
            select 0, {taken} from (select jsonb_populate_record(null::{stage}, h.content) as r from held h
              where h.held_at > :now - interval '30 days' and not exists (select from {stage} s where s.id = h.id)
              and not exists (select from roster_moments m where m.district_id = :district_id and m.file = '{file}'
                and m.id = h.id and m.modified_at > (h.content ->> 'modified_at')::timestamptz)) held_rows""",
        )
        if file not in work.files and await staging.fetch(work.ctx, f"select 1 from {stage} limit 1"):
            work.files[file] = dict.fromkeys(("read", "written", "unchanged", "deleted", "faulty"), 0)


async def forget_held(work: Import) -> None:
    """A whole roster says all there is."""
    await staging.execute(work.ctx, f"with held as ({_FORGOTTEN} returning *), {_HELD_BEFORE} select 1")


async def hold_as_before(ctx: Context, import_id: UUID, imported_at: datetime) -> None:
    """What an import that is taken back held is forgotten, what it took or forgot is held again."""
    await staging.execute(
        ctx,
        f"""with held as ({_FORGOTTEN} and held_at = cast(:imported_at as timestamptz) returning *), {_HELD_BEFORE}
        insert into roster_held_rows (district_id, file, id, content, held_at)
        select :district_id, (b.was).file, (b.was).id, (b.was).content, (b.was).held_at
        from (select jsonb_populate_record(null::roster_held_rows, before) as was from roster_import_befores
          where district_id = :district_id and import_id = cast(:import_id as uuid) and row_kind = 'roster_held_rows') b
        on conflict do nothing""",
        import_id=import_id,
        imported_at=imported_at,
    )


async def follow(work: Import) -> None:
    """Let go what hangs on a class, a school or a person that went, and bring back what went with those who return."""
    ctx, gone = work.ctx, _SCHOOL_GONE.format("school_id")
    await merging.end(ctx, "classes", gone, ", gone_with = t.school_id")
    for with_, left in (("person_id", f"{_LEFT} and {_GONE_PEOPLE}"), ("class_id", _CLASS_GONE), ("school_id", gone)):
        await merging.end(ctx, "enrollments", left, f", gone_with = t.{with_}")
    await merging.alter(ctx, "students", "changed", "school_id = null", _NO_SCHOOL)
    back = "deleted_at = null, gone_with = null"
    await merging.alter(ctx, "classes", "returned", back, _BACK.format(_SCHOOLS_BACK, "true"))
    those = f"{_PEOPLE_BACK} union all {_CLASSES_BACK} union all {_SCHOOLS_BACK}"
    lives = "exists (select from classes c where c.district_id = :district_id and c.id = t.class_id and c.deleted_at is null)"
    await merging.alter(ctx, "enrollments", "returned", back, _BACK.format(those, f"{lives} and not {_GONE_PEOPLE}"))
    for table in ("classes", "enrollments"):
        await staging.execute(work.ctx, _MARKED.format(table))


async def note_moments(work: Import) -> None:
    """Remember of each row that was taken when it was last modified."""
    for file in work.files:
        await staging.execute(work.ctx, _NOTE[file])
