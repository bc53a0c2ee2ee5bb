"""A column that a file lacks says nothing: what stood there stays."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.people import GUARDIAN_COLUMNS, STAFF_COLUMNS, STUDENT_COLUMNS
from services.assessment.roster.roster_imports.rows import FILLS, FORMS, OF_USERS
from services.assessment.roster.roster_imports.work import Import

#: Where the rows of a file stand, and which of their columns. Of users in three tables the last one that has them says it.
_KEPT: dict[str, dict[str, Sequence[str]]] = {
    "orgs": {"roster_orgs": FORMS["orgs"].staged},
    "academicSessions": {"academic_sessions": FORMS["academicSessions"].staged},
    "courses": {"roster_courses": FORMS["courses"].staged},
    "classes": {"classes": FORMS["classes"].staged},
    "users": {"roster_staff": STAFF_COLUMNS, "guardians": GUARDIAN_COLUMNS, "students": STUDENT_COLUMNS},
    "roles": {"roster_roles": ("begins_on", "ends_on")},
    "enrollments": {"enrollments": FORMS["enrollments"].staged},
}


async def keep(work: Import, file: str) -> None:
    """Fill what a file's header lacks with what stands in the roster."""
    staged = FILLS | (OF_USERS if file == "users" else {})
    columns = {staged[name] for name in work.absent.get(file, ())}
    for table, there in _KEPT.get(file, {}).items():
        kept = ", ".join(f"{name} = o.{name}" for name in there if name in columns)
        if kept:
            await staging.execute(
                work.ctx,
                f"""update {staging.stage_of(file)} s set {kept} from {table} o
                where o.district_id = :district_id and o.id = s.id and not s.deleted""",
            )
