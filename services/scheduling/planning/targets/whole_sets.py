"""Statements whose joins are all of whole sets: every school, activity and holder of a role at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, TextClause, text

from shared.context.context import Context

# What joins here are whole sets. A directory just filled has no statistics yet, and a query plan kept from other
# publications expects few rows: both would look for each task's owner one by one.
WHOLE_SETS = text("""select set_config('enable_nestloop', :others, true), set_config('enable_mergejoin', :others, true),
                            set_config('work_mem', '32MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)""")


async def join_whole_sets(ctx: Context, statement: TextClause, values: Mapping[str, Any]) -> Row[Any]:
    """The one row of a statement whose joins are all of whole sets."""
    await ctx.session.execute(WHOLE_SETS, {"others": "off"})
    row = (await ctx.session.execute(statement, values)).one()
    await ctx.session.execute(WHOLE_SETS, {"others": "on"})
    return row
