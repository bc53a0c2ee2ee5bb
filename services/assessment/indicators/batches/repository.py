"""SQL of batches."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text

from services.assessment.feeds.sent_rows.people import caught_up
from services.assessment.feeds.sent_rows.reading import Fault
from services.assessment.indicators.batches.schemas import IndicatorBatch, IndicatorBatchList, IndicatorFault
from services.assessment.indicators.batches.tables import (
    FactsOf,
    IndicatorBatchRow,
    IndicatorFaultRow,
    IndicatorPartRow,
)
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.ids import new_id

MOST_FAULTS_KEPT = 10_000
LISTING = listing(
    IndicatorBatchRow,
    IndicatorBatch,
    IndicatorBatchList,
    filters={"sent_by_them": "s.kind = any({}::text[])"},
)
FAULTS = listing(
    IndicatorFaultRow,
    IndicatorFault,
    Paging,
    order=("part", "row"),
    changed="created_at",
    filters={"batch_id": "s.batch_id = {}::uuid"},
)
_WAITING = """s.batch_id, s.part, s."row", s.known_by, s.student, s.school_id, s.day, s.source_key, s.is_removed,
  s."values"::text as "values", s.held_at"""
_CATCHING_UP = text(f"""
select k.kind, h.batch_id, h.part, h."row", h.known_by, h.student, h.school_id, h.day, h.source_key, h.is_removed, h."values"
from ({caught_up("indicator_held_rows", _WAITING)}) h
join indicator_batches k on k.district_id = :district_id and k.id = h.batch_id
order by h.held_at, h.batch_id, h.part, h."row" limit 100000""")
_CAUGHT_UP = text("""
delete from indicator_held_rows h using facts_said s
where h.district_id = :district_id and h.batch_id = :batch_id and (h.part, h."row") = (s.part, s."row")""")


async def find_by_name(ctx: Context, kind: FactsOf, batch: str) -> IndicatorBatchRow | None:
    """The batch of this name."""
    rows = IndicatorBatchRow
    found: IndicatorBatchRow | None = await ctx.session.scalar(
        select(rows).where(rows.district_id == ctx.district_id, rows.kind == kind, rows.batch == batch)
    )
    return found


async def add_faults(ctx: Context, batch_id: UUID, found: Sequence[tuple[int, Fault]]) -> None:
    """Keep what was wrong with rows: the first of it."""
    fixed = {"district_id": ctx.district_id, "batch_id": batch_id, "created_at": ctx.now}
    kept = [{**fixed, "id": new_id(), "part": part, **vars(fault)} for part, fault in found[:MOST_FAULTS_KEPT]]
    if kept:
        await ctx.session.execute(insert(IndicatorFaultRow), kept)


async def keep_part(ctx: Context, batch_id: UUID, part: int, rows: list[list[Any]]) -> None:
    """Keep the rows of a part until the batch is whole."""
    row = {"district_id": ctx.district_id, "batch_id": batch_id, "part": part, "rows": rows}
    await ctx.session.execute(insert(IndicatorPartRow), [row])


async def parts(ctx: Context, batch_id: UUID) -> list[tuple[int, list[Any]]]:
    """The rows kept so far, part by part."""
    rows = IndicatorPartRow
    found = await ctx.session.execute(
        select(rows.part, rows.rows)
        .where(rows.district_id == ctx.district_id, rows.batch_id == batch_id)
        .order_by(rows.part)
    )
    return [(row.part, row.rows) for row in found]


async def drop_parts(ctx: Context, batch_id: UUID) -> None:
    """Forget them."""
    rows = IndicatorPartRow
    await ctx.session.execute(delete(rows).where(rows.district_id == ctx.district_id, rows.batch_id == batch_id))


async def held_rows_to_apply(ctx: Context) -> Iterable[Any]:
    """Held rows whose student the roster knows now, as they came."""
    return list(await ctx.session.execute(_CATCHING_UP, {"district_id": ctx.district_id}))


async def drop_caught_up(ctx: Context, batch_id: UUID) -> None:
    """Forget the held rows of a batch that are staged now."""
    await ctx.session.execute(_CAUGHT_UP, {"district_id": ctx.district_id, "batch_id": batch_id})
