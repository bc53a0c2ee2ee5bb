"""Writing what a source of truth lists: new rows in, changed rows over, untouched rows left alone; one statement."""

from typing import Any, TypeVar

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert

from shared.db.base import Base
from shared.web.context import Context

Row = TypeVar("Row", bound=Base)


async def upsert_changed(
    ctx: Context, table: type[Row], rows: list[dict[str, Any]], *, only_new: dict[str, Any] | None = None
) -> list[Row]:
    """Insert or overwrite `rows` (all with the same columns) and return those that are new or changed.

    `only_new` gives columns that a new row starts with and that a known row keeps.
    """
    if not rows:
        return []
    fixed = {
        "district_id": ctx.district_id,
        "created_at": ctx.now,
        "updated_at": ctx.now,
        "created_by": ctx.actor,
        "updated_by": ctx.actor,
        "version": 1,
        **(only_new or {}),
    }
    statement = insert(table).values([{**row, **fixed} for row in rows])
    facts = [name for name in rows[0] if name != "id"]
    old, new = table.__table__.c, statement.excluded
    changed = await ctx.session.scalars(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"],
            set_={name: new[name] for name in (*facts, "updated_at", "updated_by")} | {"version": old.version + 1},
            where=or_(*(old[name].is_distinct_from(new[name]) for name in facts)),
        ).returning(table),
        execution_options={"populate_existing": True},
    )
    return list(changed)
