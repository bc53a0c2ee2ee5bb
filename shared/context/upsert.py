"""Writing what a source of truth lists: new rows in, changed rows over, untouched rows left alone; one statement."""

from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Table, TextClause, select, text, update

from shared.context.context import Context
from shared.db.base import Base
from shared.db.rows import as_rows, insert_rows

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
    return await _upsert(ctx, table, rows, only_new or {}, as_of) if rows else []


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
    statement = _statement(table, tuple(rows[0]), tuple(fixed), as_of)
    changed = await ctx.session.scalars(
        select(table).from_statement(statement),
        {"rows": as_rows({**row, **fixed} for row in rows)},
        execution_options={"populate_existing": True},
    )
    found = list(changed)
    if as_of is not None:
        await _remember(ctx, table, rows, as_of)
    return found


@cache
def _statement(table: type[Base], facts: tuple[str, ...], fixed: tuple[str, ...], as_of: str | None) -> TextClause:
    told = [name for name in facts if name != "id"]
    differs = " or ".join(f'held."{name}" is distinct from excluded."{name}"' for name in told if name != as_of)
    newer = f'coalesce(held."{as_of}", excluded."{as_of}") <= excluded."{as_of}"' if as_of else "true"
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in (*told, "updated_at", "updated_by"))
    return text(f"""{insert_rows(table, facts + fixed)}
    on conflict (district_id, id) do update set {changed}, version = held.version + 1
    where ({differs}) and {newer} returning held.*""")


async def _remember(ctx: Context, table: type[Row], rows: list[dict[str, Any]], as_of: str) -> None:
    """Note on untouched rows too how new the listing is that confirmed them; that is no change of theirs."""
    columns = table.__table__.c
    for moment in {row[as_of] for row in rows}:
        ids = [row["id"] for row in rows if row[as_of] == moment]
        mine = (columns.district_id == ctx.district_id) & columns.id.in_(ids) & (columns[as_of] < moment)
        await (await ctx.session.connection()).execute(
            update(cast(Table, table.__table__)).where(mine).values({as_of: moment})
        )
