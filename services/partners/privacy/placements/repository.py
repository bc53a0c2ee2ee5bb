"""SQL of placements."""

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
TOLD = text("select exists (select from placements where district_id = :district_id)")


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
