"""Statements over whole sets of rows of one district, at the moment of their work."""

import re
from typing import Any

from sqlalchemy import DateTime, TextClause, bindparam, text

from shared.context.context import Context


def _bound(ctx: Context, sql: str, values: dict[str, Any]) -> tuple[TextClause, dict[str, Any]]:
    given = {"district_id": ctx.district_id, "now": ctx.now, **values}
    used = {name: value for name, value in given.items() if re.search(rf"(?<!:):{name}\b", sql)}
    # Without its type a moment would be sent as one without a zone.
    zoned = [bindparam(name, type_=DateTime(timezone=True)) for name in used if name == "now"]
    return text(sql).bindparams(*zoned), used


async def execute(ctx: Context, sql: str, **values: Any) -> int:
    """Run one statement; returns the rows it touched. `:district_id` and `:now` are always there."""
    result = await ctx.session.execute(*_bound(ctx, sql, values))
    return int(getattr(result, "rowcount", 0))


async def fetch(ctx: Context, sql: str, **values: Any) -> list[Any]:
    """Run one statement and return its rows."""
    return list(await ctx.session.execute(*_bound(ctx, sql, values)))


async def count(ctx: Context, sql: str, **values: Any) -> int:
    """Run a query of one number."""
    return int((await fetch(ctx, sql, **values))[0][0])
