"""A batch taken back whole: what it said ends, what stood before it stands again, but where somebody said more since."""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import TextClause, text

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.tables import SAID
from services.assessment.indicators.batches.applying import (
    ACTOR,
    AT,
    BATCH,
    DISTRICT,
    NOW,
    SAYS_SO,
    Changed,
)
from shared.context.context import Context


async def take_back(ctx: Context, kind: FactKind, batch_id: UUID, moment: datetime) -> Changed:
    """Do so. Returns what is different now."""
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    values = {**which, "moment": moment, "actor": ctx.actor, "now": ctx.now}
    return Changed(list(await ctx.session.scalars(_TAKE_BACK(kind.table, kind.columns), values)))


@cache
def _TAKE_BACK(table: str, columns: tuple[str, ...]) -> TextClause:
    """The statement of a kind. What nothing stood before is a removed fact from now on, so that who syncs hears of it; what
    stayed with a student who was merged into this one is told anew, and stands (`facts/listing.py`).
    """
    own = "".join(f', "{column}"' for column in columns)
    kept = "".join(f', w."{column}"' for column in columns)
    was, stands = (
        ", ".join(f'{row}."{column}"' for column in (*SAID, *columns)) + f", {row}.deleted_at is null" for row in "ew"
    )
    return text(f"""
with ended as (
  update {table} e set superseded_at = {AT}, superseded_by = {BATCH}
  where e.district_id = {DISTRICT} and e.batch_id = {BATCH} and e.superseded_at is null
  returning e.*
),
before as (
  select distinct on (b.id) b.*, n.id as of_batch from {table} b join ended e on e.id = b.id
  cross join lateral (select k.id from indicator_batches k
    where k.district_id = b.district_id and {SAYS_SO.format("b")} and k.id <> {BATCH} and k.state = 'applied'
    order by k.applied_at desc, k.id desc limit 1) n
  where b.district_id = {DISTRICT} and b.recorded_at <= e.recorded_at
  order by b.id, b.recorded_at desc
),
wanted as (
  select b.* from before b
  union all select e.*, null from ended e where e.deleted_at is null and not exists (select from before b where b.id = e.id)
),
added as (
  insert into {table} (district_id, id, recorded_at, student_id, school_id, day, source_key{own}, batch_id, recorded_by,
    agreed_by, deleted_at, created_at, updated_at, version)
  select w.district_id, w.id, {AT}, e.student_id, w.school_id, w.day, w.source_key{kept}, coalesce(w.of_batch, {BATCH}), {ACTOR},
    w.agreed_by, case when w.of_batch is null or w.deleted_at is not null then {NOW} end, w.created_at, {NOW}, e.version + 1
  from wanted w join ended e on e.id = w.id
),
stayed as (
  update {table} s set updated_at = {AT}, version = s.version + 1
  from wanted w join ended e on e.id = w.id
  join students k on k.district_id = {DISTRICT} and k.merged_into = e.student_id
  where s.district_id = {DISTRICT} and s.student_id = k.id and (s.school_id, s.source_key) = (e.school_id, e.source_key)
    and s.superseded_at is null and s.deleted_at is null and s.batch_id <> {BATCH}
    and (w.of_batch is null or (w.deleted_at is not null and w.recorded_at <= s.recorded_at))
  returning s.student_id
)
select e.student_id from wanted w join ended e on e.id = w.id
where w.of_batch is null or ({stands}) is distinct from ({was})
union all select student_id from stayed""")
