"""Merging each kind of a staged bundle, held against what stands by then."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from services.assessment.roster.roster_imports import keeping, merging, people, personal, schooling, staging
from services.assessment.roster.roster_imports.merging import unknown
from services.assessment.roster.roster_imports.rows import FORMS
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context

_PLAIN = {"orgs": "roster_orgs", "academicSessions": "academic_sessions", "courses": "roster_courses"}


async def merge_plain(work: Import, file: str, reference: str = "", column: str = "") -> None:
    """Organisations, sessions and courses: one file, one table."""
    if not work.has(file):
        return
    ctx, table = work.ctx, _PLAIN[file]
    stage = staging.stage_of(file)
    if reference:
        among = f"not exists (select from {stage} f where f.id = s.{reference} and not f.deleted)"
        await work.spare(file, column, reference, f"{unknown(reference, table)} and {among}")
    await keeping.keep(work, file)
    written = await merging.upsert(ctx, table, stage, FORMS[file].staged)
    deleted = await work.retire(table, stage, file)
    work.settle(file, written, deleted)


# Of what a class names, what lives and is nobody else's.
_TERM = """exists (select from academic_sessions a where a.district_id = :district_id and a.id = named
  and a.deleted_at is null) and not exists (select from ambiguous x where x.id = named)"""


async def merge_classes(work: Import) -> None:
    """Classes, and the title and code of their courses wherever those changed."""
    ctx, stage = work.ctx, "stage_classes"
    written = deleted = 0
    if work.has("classes"):
        await work.reject("classes", "schoolSourcedId", unknown("school_id", "roster_orgs"), of=("orgs", "school_id"))
        await work.spare("classes", "courseSourcedId", "course_id", unknown("course_id", "roster_courses"))
        await work.spare_some("classes", "termSourcedIds", "session_ids", _TERM)
        await keeping.keep(work, "classes")
        await staging.execute(ctx, f"update {stage} set session_ids = '{{}}' where session_ids is null")
        await staging.execute(
            ctx,
            f"""update {stage} s set course_title = c.title, course_code = c.course_code from roster_courses c
            where c.district_id = :district_id and c.id = s.course_id""",
        )
        columns = (*FORMS["classes"].staged, "course_title", "course_code")
        written = await merging.upsert(ctx, "classes", stage, columns)
        deleted = await work.retire("classes", stage, "classes")
        work.settle("classes", written, deleted)
    if work.has("courses"):
        await name_classes(ctx)


async def name_classes(ctx: Context) -> None:
    """Give classes the title and code of their courses."""
    await staging.execute(
        ctx,
        """update classes t set course_title = c.title, course_code = c.course_code, updated_at = :now,
          version = t.version + 1 from roster_courses c
        where t.district_id = :district_id and c.district_id = :district_id and c.id = t.course_id
        and (t.course_title, t.course_code) is distinct from (c.title, c.course_code)""",
    )


async def merge_people(work: Import) -> None:
    """Students, guardians and staff, made of three files, and who answers for whom."""
    ctx = work.ctx
    await work.spare("users", "primaryOrgSourcedId", "org_id", unknown("org_id", "roster_orgs"))
    if await people.stage_strangers(ctx, stay=work.delta or "users" in work.unreadable):
        await work.spare_some("users", "agentSourcedIds", "agents", people.IS_SOMEBODY)
    listed = "and not exists (select from stage_users u where u.id = s.{} and not u.deleted)"
    nobody = unknown("person_id", *people.PEOPLE) + listed.format("person_id")
    await work.reject("roles", "userSourcedId", nobody, of=("users", "person_id"))
    await work.reject("roles", "orgSourcedId", unknown("org_id", "roster_orgs"), of=("orgs", "org_id"))
    nobody = unknown("id", *people.PEOPLE) + listed.format("id")
    await work.reject("demographics", "sourcedId", nobody, of=("users", "id"))
    for file in ("users", "roles", "demographics"):
        await keeping.keep(work, file)
    partial = work.delta or not work.has("users")
    keep = partial or not work.has("demographics") or "demographics" in work.unreadable
    absent = work.absent.get("users", set())
    await people.keep_disabled(ctx, silent="enabledUser" in absent)
    keep_school = "primaryOrgSourcedId" in absent and work.bundle.version != "1.1"
    await people.derive(ctx, partial=partial, today=work.today)
    ended = await schooling.merge(work, partial=partial)
    await people.stage_kinds(ctx, partial=partial, keep_demographics=keep, keep_school=keep_school, today=work.today)
    await _check_people(work)
    born = await staging.count(
        ctx,
        """select count(*) from stage_demographics d join stage_students s on s.id = d.id
        left join students o on o.district_id = :district_id and o.id = d.id
        where not d.deleted and (o.id is null or (o.birth_date, o.sex) is distinct from (d.birth_date, d.sex))""",
    )
    await merging.upsert(ctx, "students", "stage_students", people.STUDENT_COLUMNS)
    born += await personal.merge(work)
    await merging.upsert(ctx, "guardians", "stage_guardian", people.GUARDIAN_COLUMNS)
    await merging.upsert(ctx, "roster_staff", "stage_staff", people.STAFF_COLUMNS)
    written = await merging.upsert(ctx, "roster_roles", "stage_staff_roles", people.ROLE_COLUMNS)
    if work.has("users"):
        for table, stage in zip(people.PEOPLE, ("stage_students", "stage_guardian", "stage_staff"), strict=True):
            unless = "t.source <> 'sis'" if table == "students" else "false"
            await work.retire(table, "stage_left" if work.delta else stage, "users", unless=unless)
    elif work.delta and work.has("roles"):
        await work.retire("students", "stage_left", "roles")
    stage = "stage_staff_roles"
    if work.delta and work.bundle.version == "1.1":
        stage = await people.stage_roles_left(ctx)
    deleted = await work.retire("roster_roles", stage, "roles", unless=_OF_PROTECTED)
    await people.note_disabled(ctx)
    await people.link(ctx, delta=partial, silent="agentSourcedIds" in absent)
    await _settle_people(work, born, written, deleted + ended)


_OF_PROTECTED = "exists (select from protected p where p.kind = 'users' and p.id = t.person_id)"
_TOUCHED = " union ".join(
    f"select id, deleted_at is null as here from {table} where district_id = :district_id and updated_at = :now"
    for table in people.PEOPLE
)


async def _check_people(work: Import) -> None:
    """A user whom no role makes anything cannot be kept."""
    nothing = """not s.deleted and exists (select from stage_persons p where p.id = s.id and not p.has_role
      and not p.is_student and not p.is_guardian and not p.is_staff)"""
    what = ("role_missing", "No role says what this user is.")
    found = await staging.reject(work.ctx, "users", "sourcedId", *what, nothing, of=("users", "id"))
    work.add_faults("users", *found)


async def _settle_people(work: Import, born: int, roles_written: int, roles_deleted: int) -> None:
    ctx = work.ctx
    if work.has("users"):
        here = await staging.count(ctx, f"select count(distinct id) from ({_TOUCHED}) x where here")
        gone = await staging.count(ctx, f"select count(distinct id) from ({_TOUCHED}) x where not here")
        work.settle("users", here, gone)
    if work.has("roles"):
        others = await staging.count(
            ctx,
            f"""select count(*) from stage_roles where not deleted and kind <> 'staff'
            and (person_id in (select id from ({_TOUCHED}) x where here) or id in (
              select id from student_schools where district_id = :district_id and updated_at = :now and deleted_at is null))""",
        )
        work.settle("roles", roles_written + others, roles_deleted)
    if work.has("demographics"):
        work.settle("demographics", born, 0)


async def merge_enrollments(work: Import) -> None:
    """Who is in which class."""
    if not work.has("enrollments"):
        return
    ctx = work.ctx
    await people.drop_left(ctx)
    await work.reject("enrollments", "classSourcedId", unknown("class_id", "classes"), of=("classes", "class_id"))
    nobody = unknown("person_id", *people.PEOPLE)
    await work.reject("enrollments", "userSourcedId", nobody, of=("users", "person_id"))
    await work.reject("enrollments", "schoolSourcedId", unknown("school_id", "roster_orgs"), of=("orgs", "school_id"))
    await keeping.keep(work, "enrollments")
    written = await merging.upsert(ctx, "enrollments", "stage_enrollments", FORMS["enrollments"].staged)
    deleted = await work.retire("enrollments", "stage_enrollments", "enrollments")
    work.settle("enrollments", written, deleted)
