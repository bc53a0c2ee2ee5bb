"""Writing what a source of truth lists: new rows in, changed rows over, untouched rows left alone; one statement."""

from typing import Any, TypeVar, cast

from sqlalchemy import Table, and_, func, or_, true, update
from sqlalchemy.dialects.postgresql import insert

from shared.context.context import Context
from shared.db.base import Base

#: PostgreSQL takes 32,767 arguments a statement.
MOST_PARAMETERS = 30_000

Row = TypeVar("Row", bound=Base)


async def upsert_changed(
    ctx: Context,
    table: type[Row],
    rows: list[dict[str, Any]],
    *,
    only_new: dict[str, Any] | None = None,
    as_of: str | None = None,
) -> list[Row]:
    """Insert or overwrite `rows` (all with the same columns) and return those that are new or changed.

    `only_new` gives columns that a new row starts with and that a known row keeps. `as_of` names the column that says
    how old the listing is: a row that a newer listing wrote is left alone, and an unchanged one is not touched for it.
    """
    most = MOST_PARAMETERS // (len(rows[0]) + 10) if rows else 1
    slices = [rows[start : start + most] for start in range(0, len(rows), most)]
    return [row for part in slices for row in await _upsert(ctx, table, part, only_new or {}, as_of)]


async def _upsert(
    ctx: Context, table: type[Row], rows: list[dict[str, Any]], only_new: dict[str, Any], as_of: str | None
) -> list[Row]:
    fixed = {
        "district_id": ctx.district_id,
        "created_at": ctx.now,
        "updated_at": ctx.now,
        "created_by": ctx.actor,
        "updated_by": ctx.actor,
        "version": 1,
        **only_new,
    }
    statement = insert(table).values([{**row, **fixed} for row in rows])
    facts = [name for name in rows[0] if name != "id"]
    old, new = table.__table__.c, statement.excluded
    changed = await ctx.session.scalars(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"],
            set_={name: new[name] for name in (*facts, "updated_at", "updated_by")} | {"version": old.version + 1},
            where=and_(
                or_(*(old[name].is_distinct_from(new[name]) for name in facts if name != as_of)),
                true() if as_of is None else func.coalesce(old[as_of], new[as_of]) <= new[as_of],
            ),
        ).returning(table),
        execution_options={"populate_existing": True},
    )
    found = list(changed)
    if as_of is not None:
        await _remember(ctx, table, rows, as_of)
    return found


async def _remember(ctx: Context, table: type[Row], rows: list[dict[str, Any]], as_of: str) -> None:
    """Note on untouched rows too how new the listing is that confirmed them; that is no change of theirs."""
    columns = table.__table__.c
    for moment in {row[as_of] for row in rows}:
        ids = [row["id"] for row in rows if row[as_of] == moment]
        mine = (columns.district_id == ctx.district_id) & columns.id.in_(ids) & (columns[as_of] < moment)
        await (await ctx.session.connection()).execute(
            update(cast(Table, table.__table__)).where(mine).values({as_of: moment})
        )
