"""Facts on their way in: their school is that of the student where they name none; what their words mean the district says."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import text

from services.assessment.feeds.batches.staging import Faults, SentRows, told
from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.indicators.batches.tables import IndicatorHeldRow
from services.assessment.indicators.codes.repository import note_new_in_sql
from shared.context.context import Context

ROWS = SentRows(
    name="facts",
    columns={"school_id": "uuid", "day": "date", "source_key": "text", "is_removed": "boolean", "values": "jsonb"},
    identity=("school_id", "source_key"),
    held=IndicatorHeldRow,
    school="""coalesce(s.school_id,
  (select c.school_id from students c where c.district_id = :district_id and c.id = k.id))""",
)
# Of no school: they wait on, if they waited.
_NOWHERE = text("""
with nowhere as (delete from facts_said where school_id is null returning part, "row"),
left_over as (insert into facts_unknown select s.* from facts_sent s join nowhere n using (part, "row"))
select part, "row" from nowhere order by 1, 2""")


async def note_words(ctx: Context, kind: FactKind) -> None:
    """Have the words that were never sent before stand in the list, without a meaning."""
    if kind.coded:
        values = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor}
        await ctx.session.execute(text(note_new_in_sql("facts_sent", kind.coded)), values)


async def refuse_nowhere(ctx: Context) -> tuple[Faults, int]:
    """Rows that name no school, of students who attend none. Returns them, and how many they are."""
    nowhere = list(await ctx.session.execute(_NOWHERE))
    return told(nowhere, "/school_id", "school_unknown", "The student attends no school: name one."), len(nowhere)


def written(values: Mapping[str, Any]) -> str:
    """What a row says in the columns of its kind, as it is staged."""
    return orjson.dumps(values).decode()
