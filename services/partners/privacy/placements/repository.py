"""SQL of placements."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from services.partners.privacy.placements.tables import PlacementRow
from shared.context.context import Context

# A telling older than the last one changes nothing, so that their order does not matter.
KEEP = text("""
insert into placements as p (district_id, id, school_ids, active, listed_at, was_at)
select :district_id, w.id, w.school_ids, w.active, w.listed_at, '{}'
from jsonb_to_recordset(cast(:rows as jsonb)) as w (id uuid, school_ids uuid[], active boolean, listed_at timestamptz)
order by w.id
on conflict (district_id, id) do update set
  school_ids = excluded.school_ids, active = excluded.active, listed_at = excluded.listed_at,
  was_at = p.was_at || coalesce((select jsonb_object_agg(left_one, cast(:today as text)) from unnest(p.school_ids) left_one
    where left_one <> all(excluded.school_ids)), '{}')
where p.listed_at < excluded.listed_at""")
# What was decided before the last one changes nothing.
MERGE = text("""
insert into merged_students as m (district_id, id, student_id, decided_at)
values (:district_id, :merged_id, :student_id, :decided_at)
on conflict (district_id, id) do update set student_id = excluded.student_id, decided_at = excluded.decided_at
where m.decided_at < excluded.decided_at""")
TOLD = text("select exists (select from placements where district_id = :district_id)")


def same_in_sql(student: str) -> str:
    """SQL of an array of all ids one student has had: theirs, and of those for whom they stand."""
    return f"""array(select {student}::uuid union all select m.id from merged_students m where m.student_id = {student}::uuid)"""


async def merge(ctx: Context, merged_id: UUID, student_id: UUID | None, decided_at: datetime) -> None:
    """Take over who stands for a student; null: they do."""
    facts = {"merged_id": merged_id, "student_id": student_id, "decided_at": decided_at}
    await ctx.ask(MERGE, {"district_id": ctx.district_id, **facts})


async def keep(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Take over where students are: rows of id, school_ids, active and listed_at, each student once."""
    today = (await ctx.today()).isoformat()
    values = {"district_id": ctx.district_id, "rows": orjson.dumps(rows, default=str).decode(), "today": today}
    await ctx.ask(KEEP, values)


async def find(ctx: Context, student_id: UUID) -> PlacementRow | None:
    """Where a student is, if that was told."""
    found: PlacementRow | None = await ctx.session.scalar(
        select(PlacementRow).where(PlacementRow.id == student_id).execution_options(populate_existing=True)
    )
    return found


async def are_told(ctx: Context) -> bool:
    """Was any placement of the district told?"""
    return bool((await ctx.ask(TOLD, {"district_id": ctx.district_id}))[0][0])
