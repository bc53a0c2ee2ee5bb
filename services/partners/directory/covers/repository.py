"""SQL of covers."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.partners.directory.covers.tables import CoverRow
from shared.context.context import Context


async def write(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Take over covers; one that is over stays so, whatever order its events came in."""
    by_id = {row["id"]: {**row, "district_id": ctx.district_id} for row in sorted(rows, key=lambda row: row["is_over"])}
    statement = insert(CoverRow).values(list(by_id.values()))
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"], set_={"is_over": CoverRow.is_over | statement.excluded.is_over}
        )
    )


async def covering(ctx: Context, absent_ids: Collection[UUID], day: date) -> set[UUID]:
    """Who covers one of these people on a day."""
    query = select(CoverRow.to_id).where(
        CoverRow.from_id == any_(literal(list(absent_ids), ARRAY(Uuid))),
        CoverRow.is_over.is_(False),
        CoverRow.starts_on <= day,
        CoverRow.ends_on >= day,
    )
    return set(await ctx.session.scalars(query))
