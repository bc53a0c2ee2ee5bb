"""SQL that all batches have alike."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from services.assessment.feeds.batches.feed import Batches
from services.assessment.feeds.batches.schemas import BatchFault
from services.assessment.feeds.batches.staging import Faults
from services.assessment.feeds.batches.tables import Batch
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.db.base import Base
from shared.ids import new_id

MOST_FAULTS_KEPT = 10_000


def faults_of(row: type[Base]) -> Listing:
    """The list of what was wrong with the rows of a batch."""
    return listing(
        row,
        BatchFault,
        Paging,
        order=("part", "row"),
        changed="created_at",
        filters={"batch_id": "s.batch_id = {}::uuid"},
    )


async def find_by_name(ctx: Context, of: Batches, feed: str, batch: str) -> Batch | None:
    """The batch of this name."""
    rows = of.row
    found: Batch | None = await ctx.session.scalar(
        select(rows).where(rows.district_id == ctx.district_id, getattr(rows, of.by) == feed, rows.batch == batch)
    )
    return found


async def add_faults(ctx: Context, of: Batches, batch_id: UUID, found: Faults) -> None:
    """Keep what was wrong with rows: the first of it."""
    fixed = {"district_id": ctx.district_id, "batch_id": batch_id, "created_at": ctx.now}
    kept = [{**fixed, "id": new_id(), "part": part, **vars(fault)} for part, fault in found[:MOST_FAULTS_KEPT]]
    if kept:
        await ctx.session.execute(insert(of.fault), kept)


async def keep_part(ctx: Context, of: Batches, batch_id: UUID, part: int, rows: list[list[Any]]) -> None:
    """Keep the rows of a part until the batch is whole."""
    row = {"district_id": ctx.district_id, "batch_id": batch_id, "part": part, "rows": rows}
    await ctx.session.execute(insert(of.part), [row])


async def parts(ctx: Context, of: Batches, batch_id: UUID) -> Sequence[tuple[int, list[Any]]]:
    """The rows kept so far, part by part."""
    rows = of.part
    found = await ctx.session.execute(
        select(rows.part, rows.rows)
        .where(rows.district_id == ctx.district_id, rows.batch_id == batch_id)
        .order_by(rows.part)
    )
    return [(row.part, row.rows) for row in found]


async def drop_parts(ctx: Context, of: Batches, batch_id: UUID) -> None:
    """Forget them."""
    rows = of.part
    await ctx.session.execute(delete(rows).where(rows.district_id == ctx.district_id, rows.batch_id == batch_id))
