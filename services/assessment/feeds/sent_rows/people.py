"""Which students and schools rows name."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.feeds.sent_rows.reading import Fault
from shared.context.context import Context

#: How a student can be known: SQL of the rows `k` that are meant. Of one id in two sources the roster's is meant; a number that
#: two of a district bear is nobody's: its rows are held, as those of somebody unknown.
KNOWN_BY = {
    "source_id": """join (select source_id, source, id from students where district_id = :district_id and merged_into is null
    union all select source_id, source, student_id from student_aliases where district_id = :district_id) k
  on k.source_id = s.student""",
    "local_id": """join (select min(local_id) as local_id, '' as source, (array_agg(id))[1] as id from students
    where district_id = :district_id and deleted_at is null and local_id is not null group by local_id having count(*) = 1) k
  on k.local_id = s.student""",
    "id": """join (select id as known_as, '' as source, coalesce(merged_into, id) as id from students
    where district_id = :district_id) k
  on k.known_as = s.student::uuid""",
}
#: SQL of the numbers that several of the roster bear.
SHARED_LOCAL_IDS = """select local_id from students where district_id = :district_id and deleted_at is null
    and local_id is not null group by local_id having count(*) > 1"""


def caught_up(held: str, columns: str) -> str:
    """SQL of the rows `s` of a table of held ones whose student is known by now, by whichever id; it takes `:district_id`."""
    return " union ".join(
        f"select {columns} from {held} s {meant} where s.district_id = :district_id and s.known_by = '{known_by}'"  # noqa: S608
        for known_by, meant in KNOWN_BY.items()
        if known_by != "id"
    )


_SCHOOLS = text("""
select s.id, s.local_code, array(select o.source_id from roster_orgs o where o.district_id = s.district_id and o.id = s.id)
  as source_ids
from directory_schools s where s.district_id = :district_id""")
Schools = dict[tuple[str, str], UUID]


async def schools(ctx: Context) -> Schools:
    """The district's schools by each way in which a row can name one."""
    found: Schools = {}
    for row in await ctx.ask(_SCHOOLS, {"district_id": ctx.district_id}):
        found["school_id", str(row["id"])] = found["school_code", row["local_code"]] = row["id"]
        found |= {("school_source_id", source_id): row["id"] for source_id in row["source_ids"]}
    return found


def school_of(known: Schools, number: int, body: Any) -> UUID | Fault | None:
    """The school a row names, or what is wrong with that; None where it may name none, and does."""
    by = "school_id" if body.school_id else "school_code" if body.school_code else "school_source_id"
    if (named := getattr(body, by)) is None:
        return None
    return known.get((by, str(named))) or Fault(number, f"/{by}", "school_unknown", "No such school.")


def student_of(body: Any) -> tuple[str, str]:
    """By what a row knows its student, and that."""
    for known_by in KNOWN_BY:
        if (value := getattr(body, f"student_{known_by}")) is not None:
            return known_by, str(value)
    raise AssertionError("one of them is there")
