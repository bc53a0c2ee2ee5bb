"""Rows of a batch on their way in: whom they are about is looked up; what their words mean is the district's to say."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.people import KNOWN_BY
from services.assessment.feeds.sent_rows.reading import Fault
from services.assessment.indicators.codes.repository import note_new_in_sql
from shared.context.context import Context
from shared.db.copying import copy_into

COLUMNS = ("part", "row", "known_by", "student", "school_id", "day", "source_key", "is_removed", "values")
#: A row before its student is looked up: `row` and all behind it.
Sent = tuple[int, str, str, UUID | None, date, str, bool, str]
_TABLES = (
    """create temporary table facts_sent (part integer, "row" integer, known_by text, student text, school_id uuid, day date,
  source_key text, is_removed boolean, "values" jsonb) on commit drop""",
    """create temporary table facts_said (part integer, "row" integer, student_id uuid, school_id uuid, day date,
  source_key text, is_removed boolean, "values" jsonb) on commit drop""",
)
_DROP = "drop table if exists pg_temp.facts_sent, pg_temp.facts_said"
_LOOKED_UP = {
    known_by: text(f"""
insert into facts_said
select distinct on (s.part, s."row") s.part, s."row", k.id, coalesce(s.school_id, (select c.school_id from students c
    where c.district_id = :district_id and c.id = k.id)), s.day, s.source_key, s.is_removed, s."values"
from facts_sent s {meant}
where s.known_by = '{known_by}' order by s.part, s."row", k.source <> 'sis', k.id""")
    for known_by, meant in KNOWN_BY.items()
}
_UNKNOWN = (
    """from facts_sent s where not exists (select from facts_said a where (a.part, a."row") = (s.part, s."row"))"""
)
_HOLD = text(f"""
insert into indicator_held_rows (district_id, batch_id, {", ".join(f'"{name}"' for name in COLUMNS)}, held_at)
select :district_id, :batch_id, {", ".join(f's."{name}"' for name in COLUMNS)}, :now {_UNKNOWN} and s.known_by <> 'id'
on conflict do nothing""")
_NOBODY = text(f"select s.part, s.\"row\" {_UNKNOWN} and s.known_by = 'id' order by 1, 2")
_NOWHERE = text('delete from facts_said where school_id is null returning part, "row"')
_REPEATED = text("""
delete from facts_said a using facts_said b
where (a.student_id, a.school_id, a.source_key) = (b.student_id, b.school_id, b.source_key)
  and (a.part, a."row") < (b.part, b."row")
returning a.part, a."row" """)


async def begin(ctx: Context) -> None:
    """Empty tables of this transaction alone."""
    for statement in (_DROP, *_TABLES):
        await ctx.session.execute(text(statement))


async def add(ctx: Context, part: int, rows: Sequence[Sent]) -> None:
    """Add rows that could be read."""
    await copy_into(ctx.session, "facts_sent", COLUMNS, [(part, *row) for row in rows])


async def look_up(
    ctx: Context, kind: FactKind, batch_id: UUID, known_by: Sequence[str]
) -> tuple[list[tuple[int, Fault]], int, int]:
    """Find whom the rows are about; hold those whose student is not there yet.

    Returns faults with their parts, how many rows are held, and how many were refused.
    """
    values: Mapping[str, Any] = {"district_id": ctx.district_id, "now": ctx.now}
    if kind.coded:
        await ctx.session.execute(text(note_new_in_sql("facts_sent", kind.coded)), {**values, "actor": ctx.actor})
    for one in known_by:
        await ctx.session.execute(_LOOKED_UP[one], {"district_id": ctx.district_id})
    held = int(getattr(await ctx.session.execute(_HOLD, {**values, "batch_id": batch_id}), "rowcount", 0))
    gone = list(await ctx.session.execute(_NOBODY))
    faults = [(row.part, Fault(row.row, "/student_id", "student_unknown", "No such student.")) for row in gone]
    nowhere = list(await ctx.session.execute(_NOWHERE))
    detail = "The student attends no school: name one."
    faults += [(row.part, Fault(row.row, "/school_id", "school_unknown", detail)) for row in nowhere]
    await ctx.session.execute(text("analyze facts_said"))
    repeated = list(await ctx.session.execute(_REPEATED))
    detail = "A later row says something else of the same: that one stands."
    faults += [(row.part, Fault(row.row, "", "row_repeated", detail)) for row in repeated]
    return faults, held, len(gone) + len(nowhere) + len(repeated)


def written(values: Mapping[str, Any]) -> str:
    """What a row says in the columns of its kind, as it is staged."""
    return orjson.dumps(values).decode()
