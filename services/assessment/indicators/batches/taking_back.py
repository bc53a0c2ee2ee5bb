"""A batch taken back whole: what it said ends, what stood before it stands again, but where somebody said more since."""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import TextClause, text

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.indicators.batches.applying import ACTOR, AT, BATCH, DISTRICT, NOW, Changed
from shared.context.context import Context


async def take_back(ctx: Context, kind: FactKind, batch_id: UUID, moment: datetime) -> Changed:
    """Do so. Returns what is different now."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    values = {**which, "moment": moment, "actor": ctx.actor, "now": ctx.now}
    return Changed(list(await ctx.session.scalars(_TAKE_BACK(kind.table, kind.columns), values)))


@cache
def _TAKE_BACK(table: str, columns: tuple[str, ...]) -> TextClause:
    """The statement of a kind. What nothing stood before is a removed fact from now on, so that who syncs hears of it."""
    own = "".join(f', "{column}"' for column in columns)
    kept = "".join(f', w."{column}"' for column in columns)
    return text(f"""
with ended as (
  update {table} e set superseded_at = {AT}, superseded_by = {BATCH}
  where e.district_id = {DISTRICT} and e.batch_id = {BATCH} and e.superseded_at is null
  returning e.*
),
before as (
  select distinct on (b.id) b.* from {table} b join ended e on e.id = b.id
  where b.district_id = {DISTRICT} and b.batch_id <> {BATCH} and b.recorded_at < e.recorded_at
    and exists (select from indicator_batches k where k.district_id = b.district_id and k.id = b.batch_id and k.state = 'applied')
  order by b.id, b.recorded_at desc
),
wanted as (
  select b.* from before b
  union all select e.* from ended e where not exists (select from before b where b.id = e.id)
),
added as (
  insert into {table} (district_id, id, recorded_at, student_id, school_id, day, source_key{own}, batch_id, recorded_by,
    deleted_at, created_at, updated_at, version)
  select w.district_id, w.id, {AT}, e.student_id, w.school_id, w.day, w.source_key{kept}, w.batch_id, {ACTOR},
    case when w.batch_id = {BATCH} or w.deleted_at is not null then {NOW} end, w.created_at, {NOW}, e.version + 1
  from wanted w join ended e on e.id = w.id
  where w.batch_id <> {BATCH} or e.deleted_at is null
  returning student_id
)
select student_id from added""")
