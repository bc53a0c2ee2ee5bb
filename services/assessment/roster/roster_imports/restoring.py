"""An import is taken back: what it made different is as it was, where nothing has changed it since."""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.records.student_records.tables import (
    AcademicSessionRow,
    ClassRow,
    CourseRow,
    EnrollmentRow,
    GuardianRow,
    OrgRow,
    RoleRow,
    StaffRow,
    StudentRow,
    StudentSchoolRow,
)
from services.assessment.roster.roster_imports import (
    befores,
    deltas,
    differences,
    guards,
    kinds,
    merging,
    people,
    personal,
    schooling,
    staging,
)
from services.assessment.roster.roster_imports.bundle import Bundle
from services.assessment.roster.roster_imports.differences import noting
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.work import Import

CHANGED_SINCE = "changed_since"
_DETAIL = "It has been changed since that import, and stays as it is now."
#: A job that takes another back reads no bundle.
NOTHING = Bundle("delta", "1.2", {}, [], {}, {})
_FILES = {
    **{
        "roster_orgs": "orgs",
        "academic_sessions": "academicSessions",
        "roster_courses": "courses",
        "classes": "classes",
    },
    **dict.fromkeys(("students", "guardians", "roster_staff"), "users"),
    **dict.fromkeys(("roster_roles", "student_schools"), "roles"),
    "enrollments": "enrollments",
    "student_demographics": "demographics",
}
_ROWS = (
    *(OrgRow, AcademicSessionRow, CourseRow, ClassRow, StudentRow, GuardianRow, StaffRow, RoleRow),
    *(StudentSchoolRow, EnrollmentRow),
)
#: Whose row it is, what counts its changes, and what no roster says.
_STAYS = {"district_id", "id", "created_at", "updated_at", "version", "told", "pushed_at", "merged_into", "is_further"}
_STAYS |= {"sources"}
_COLUMNS = {
    str(row.__tablename__): [column.name for column in row.__table__.columns if column.name not in _STAYS]
    for row in _ROWS
}
_HOW = "case when done.deleted_at is not null then 'removed' when done.had_gone then 'returned' else 'changed' end"


def _back(table: str, columns: list[str]) -> str:
    sets = ", ".join(f"{name} = (w.was).{name}" for name in columns)
    return f"""with w as (select row_id, jsonb_populate_record(null::{table}, before) as was from roster_import_befores
      where district_id = :district_id and import_id = cast(:import_id as uuid) and row_kind = '{table}'),
    done as (update {table} t set {sets}, updated_at = :now, version = t.version + 1 from w
      where t.district_id = :district_id and t.id = w.row_id and t.updated_at = cast(:imported_at as timestamptz)
      returning t.*, to_jsonb(old) as before, old.deleted_at is not null as had_gone)
    {befores.keeping(table)}{noting(table, _HOW)}
    select count(*) from done"""


_BACK = {table: _back(table, columns) for table, columns in _COLUMNS.items()}
_MADE = "t.created_at = cast(:imported_at as timestamptz) and t.updated_at = cast(:imported_at as timestamptz)"
# What was changed again, or taken back before, is not touched.
_SINCE = {
    table: f"""select t.source_id from {table} t where t.district_id = :district_id
    and t.updated_at > cast(:imported_at as timestamptz)
    and (t.created_at = cast(:imported_at as timestamptz) and t.deleted_at is null or t.id in (
      select row_id from roster_import_befores where district_id = :district_id
      and import_id = cast(:import_id as uuid) and row_kind = '{table}')) order by t.source_id"""
    for table in _COLUMNS
}
_LINKS = """row_id as student_id, other_id as guardian_id from roster_import_befores where district_id = :district_id
  and import_id = cast(:import_id as uuid) and row_kind = 'student_guardians' and (before ->> 'linked')::boolean"""
_UNLINK = f"""with gone as (delete from student_guardians l using (select {_LINKS} = false) w
  where l.district_id = :district_id and l.student_id = w.student_id and l.guardian_id = w.guardian_id returning l.*)
{people.LINKS_BEFORE.format(part="gone", linked="true")}"""
_LINK = f"""with made as (insert into student_guardians (district_id, student_id, guardian_id)
  select :district_id, student_id, guardian_id from (select {_LINKS}) w on conflict do nothing returning *)
{people.LINKS_BEFORE.format(part="made", linked="false")}"""
# A change by file that is sent once more is no late one.
_MOMENTS = """delete from roster_moments where district_id = :district_id and id in (
  select row_id from roster_import_befores where district_id = :district_id and import_id = cast(:import_id as uuid))"""


async def run(work: Import, import_id: UUID, imported_at: datetime) -> None:
    """Take back what an import did in the transaction of its moment."""
    ctx, of = work.ctx, {"import_id": import_id, "imported_at": imported_at}
    await staging.create(ctx)
    before = await guards.living(work)
    await schooling.begin(ctx, work.today)
    await differences.begin(ctx, work.today)
    for table in _COLUMNS:
        _tell(work, table, await staging.fetch(ctx, _SINCE[table], **of))
        await staging.count(ctx, _BACK[table], **of)
        await merging.end(ctx, table, _MADE, imported_at=imported_at)
    _tell(work, "student_demographics", await personal.take_back(ctx, import_id, imported_at))
    await deltas.hold_as_before(ctx, import_id, imported_at)
    await staging.execute(ctx, _UNLINK, import_id=import_id)
    await staging.execute(ctx, _LINK, import_id=import_id)
    await staging.execute(ctx, _MOMENTS, import_id=import_id)
    await kinds.name_classes(ctx)
    await deltas.follow(work)
    await people.find_places(ctx)
    await schooling.settle(ctx, work.today)
    after = await guards.living(work)
    work.difference = await differences.read(ctx, before, after, work.today)


def _tell(work: Import, table: str, rows: list[Any]) -> None:
    file = _FILES[table]
    found = [Fault(file, 0, None, CHANGED_SINCE, _DETAIL, row.source_id) for row in rows]
    work.add_faults(file, len(found), 0, found)
