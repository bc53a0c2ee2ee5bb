"""What a bundle would make different: counted by kind and school, the first rows of it named, all of it in one digest."""
# ruff: noqa: S608  names of tables and columns are this code's own

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.assessment.records.student_records.attending import ATTENDED
from services.assessment.roster.roster_imports.staging import execute, fetch
from services.assessment.roster.roster_imports.tables import ImportChange, RosterKind
from shared.context.context import Context

MOST_ROWS_KEPT = 10_000
MOST_SCHOOLS_KEPT = 1_000
#: Of which kind the rows of a table are. Of organisations only schools are told; courses are told with their classes.
KINDS = {
    "roster_orgs": RosterKind.SCHOOLS,
    "academic_sessions": RosterKind.SESSIONS,
    "classes": RosterKind.CLASSES,
    "students": RosterKind.STUDENTS,
    "guardians": RosterKind.GUARDIANS,
    "roster_staff": RosterKind.STAFF,
    "roster_roles": RosterKind.ROLES,
    "enrollments": RosterKind.ENROLLMENTS,
}
_AT_SCHOOL = ("classes", "students", "enrollments")
_TOLD = ("kind", "change", "row_id", "source_id", "columns", "from_school_id", "school_id")
_SCHOOLS = f"""select o.id as school_id, o.name, o.source_id, count(*) as number from ({ATTENDED}) a
join roster_orgs o on o.district_id = :district_id and o.id = a.school_id group by 1, 2, 3"""


@dataclass
class Difference:
    """By kind how many there were and are and what became of them, by school how many students; the rows; the digest."""

    kinds: list[dict[str, Any]] = field(default_factory=list)
    schools: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    digest: str = ""

    @property
    def is_any(self) -> bool:
        """Is anything different?"""
        return any(kind[change] for kind in self.kinds for change in ImportChange)

    @property
    def summary(self) -> dict[str, Any]:
        """As the job says it."""
        return {"kinds": self.kinds, "schools": self.schools}


def noting(table: str, change: str, columns: str = "'{}'::text[]", come: str = "null::uuid") -> str:
    """Parts of a statement that note the rows of its part `done`: how (SQL), which columns, and the school they come from."""
    kind = KINDS.get(table)
    if kind is None:
        return ""
    told = "where done.type = 'school'" if table == "roster_orgs" else ""
    school = "done.school_id" if table in _AT_SCHOOL else "null::uuid"
    return f""",
  noted as (insert into differences ({", ".join(_TOLD)})
    select '{kind}', {change}, done.id, done.source_id, {columns}, {come}, {school} from done {told} limit {MOST_ROWS_KEPT}),
  counted as (insert into difference_counts (kind, change, number, digest)
    select '{kind}', {change}, count(*), sum(hashtextextended(concat_ws('/', done.id, {columns}, {come}, {school}), 7))
    from done {told} group by 2)"""


async def begin(ctx: Context, today: date) -> None:
    """Remember how many students each school has."""
    await execute(ctx, "drop table if exists pg_temp.schools_before")
    await execute(ctx, f"create temporary table schools_before on commit drop as {_SCHOOLS}", today=today)


async def read(ctx: Context, before: dict[str, int], after: dict[str, int], today: date) -> Difference:
    """What has become different so far in this transaction; `before` and `after` count the living by kind."""
    counts: dict[str, dict[str, int]] = {kind: dict.fromkeys(ImportChange, 0) for kind in RosterKind}
    said = []
    for row in await fetch(ctx, _COUNTS):
        counts[row.kind][row.change] = int(row.number)
        said.append(f"{row.kind}/{row.change}/{row.number}/{row.digest}")
    (roles,) = await fetch(ctx, _ROLES)
    said += [f"schools/{roles.digest}"] if roles.digest else []
    kinds = [{"kind": kind, "before": before[kind], "after": after[kind], **counts[kind]} for kind in RosterKind]
    schools = [
        {
            "school": {"id": str(row.school_id), "name": row.name},
            "source_id": row.source_id,
            "before": row.before,
            "after": row.after,
        }
        for row in await fetch(ctx, _BY_SCHOOL, today=today)
    ]
    rows = [dict(row._mapping) for row in await fetch(ctx, _ROWS)]
    digest = hashlib.sha256("\n".join([*said, *(str(kind) for kind in kinds)]).encode()).hexdigest()
    return Difference(kinds, schools, rows, digest)


_COUNTS = """select kind, change, sum(number) as number, sum(digest) as digest from difference_counts
group by 1, 2 order by 1, 2"""
# Which schools students attend is told of students alone, and belongs to what is approved.
_ROLES = """select sum(hashtextextended(concat_ws('/', id, student_id, school_id, begins_on, ends_on, deleted_at is null), 7))
  as digest from student_schools where district_id = :district_id and updated_at = :now"""
_BY_SCHOOL = f"""select coalesce(a.school_id, b.school_id) as school_id, coalesce(a.name, b.name) as name,
  coalesce(a.source_id, b.source_id) as source_id,
  coalesce(b.number, 0) as before, coalesce(a.number, 0) as after
from ({_SCHOOLS}) a full join schools_before b on b.school_id = a.school_id
where coalesce(a.number, 0) <> coalesce(b.number, 0)
order by coalesce(a.number, 0) - coalesce(b.number, 0), 3 limit {MOST_SCHOOLS_KEPT}"""
# What goes is looked at first.
_ROWS = f"""select {", ".join(_TOLD)} from differences
order by array_position(array['removed', 'changed', 'returned', 'added'], change), kind, row_id limit {MOST_ROWS_KEPT}"""


def changed_columns(columns: Sequence[str]) -> str:
    """SQL of the names of those columns in which a staged row (`s`) differs from the one that is there (`o`)."""
    which = ", ".join(f"case when o.{name} is distinct from s.{name} then '{name}' end" for name in columns)
    return f"case when o.id is null or o.deleted_at is not null then '{{}}' else array_remove(array[{which}], null) end"
