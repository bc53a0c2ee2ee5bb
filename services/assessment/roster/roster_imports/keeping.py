"""A column that a file lacks says nothing, nor does a cell that cannot be read: what stood there stays."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.people import GUARDIAN_COLUMNS, STAFF_COLUMNS, STUDENT_COLUMNS
from services.assessment.roster.roster_imports.rows import FILLS, FORMS, OF_USERS, SPARED
from services.assessment.roster.roster_imports.work import Import

#: Where the rows of a file stand, and which of their columns. Of users in three tables the last one that has them says it.
_KEPT: dict[str, dict[str, Sequence[str]]] = {
    "orgs": {"roster_orgs": FORMS["orgs"].staged},
    "academicSessions": {"academic_sessions": FORMS["academicSessions"].staged},
    "courses": {"roster_courses": FORMS["courses"].staged},
    "classes": {"classes": FORMS["classes"].staged},
    "users": {"roster_staff": STAFF_COLUMNS, "guardians": GUARDIAN_COLUMNS, "students": STUDENT_COLUMNS},
    "roles": dict.fromkeys(("roster_roles", "student_schools"), ("begins_on", "ends_on")),
    "demographics": {"students": ("birth_date", "sex")},
    "enrollments": {"enrollments": FORMS["enrollments"].staged},
}


_AMONG = "exists (select from spared x where x.file = '{}' and x.id = s.id and x.csv_column = '{}')"


async def keep(work: Import, file: str) -> None:
    """Fill what a file's header lacks, and cells that could not be read, with what stands in the roster."""
    if not work.has(file):
        return
    staged = FILLS | SPARED | (OF_USERS if file == "users" else {})
    at_fault = await staging.fetch(work.ctx, f"select distinct csv_column from spared where file = '{file}'")
    columns = dict.fromkeys((staged[name] for name in work.absent.get(file, ())), "true")
    for row in at_fault:
        columns.setdefault(staged[row.csv_column], _AMONG.format(file, row.csv_column))
    for table, there in _KEPT.get(file, {}).items():
        for name in columns.keys() & set(there):
            await staging.execute(
                work.ctx,
                f"""update {staging.stage_of(file)} s set {name} = o.{name} from {table} o
                where o.district_id = :district_id and o.id = s.id and not s.deleted and {columns[name]}""",
            )
