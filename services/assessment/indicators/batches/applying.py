"""What a batch says becomes what is in force: by the moment it was recorded, what stood there before ends and stays."""
# ruff: noqa: S608  names of tables and columns are this code's own

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import TextClause, text

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.tables import SAID
from shared.context.context import Context
from shared.db.forms import DIALECT

#: SQL of what every such statement takes, typed where nothing else says the type.
DISTRICT, BATCH, ACTOR = "cast(:district_id as uuid)", "cast(:batch_id as uuid)", "cast(:actor as text)"
AT, NOW = "cast(:moment as timestamptz)", "cast(:now as timestamptz)"


#: SQL: a batch `k` is one of those that say what a fact `{0}` says.
SAYS_SO = "(k.id = {0}.batch_id or k.id = any ({0}.agreed_by))"


@dataclass(frozen=True)
class Changed:
    """The student of each fact that is different now."""

    student_ids: list[UUID]

    @property
    def fact_count(self) -> int:
        """How many facts are."""
        return len(self.student_ids)


async def apply(ctx: Context, kind: FactKind, batch_id: UUID, moment: datetime) -> Changed:
    """Put what is staged in force."""
    values = {
        "district_id": ctx.district_id,
        "moment": moment,
        "batch_id": batch_id,
        "actor": ctx.actor,
        "now": ctx.now,
    }
    statement = _APPLY(kind.name, kind.table, kind.columns, _typed(kind))
    return Changed(list(await ctx.session.scalars(statement, values)))


async def leave_out_older(ctx: Context, kind: FactKind, batch_id: UUID) -> None:
    """Drop of the staged rows of a batch, which waited, those of which a batch that was sent since has spoken."""
    await ctx.session.execute(_NO_NEWS(kind.table), {"district_id": ctx.district_id, "batch_id": batch_id})


@cache
def _NO_NEWS(table: str) -> TextClause:
    return text(f"""
delete from facts_said s using {table} e, indicator_batches mine
where mine.district_id = {DISTRICT} and mine.id = {BATCH} and e.district_id = {DISTRICT} and e.superseded_at is null
  and (e.student_id, e.school_id, e.source_key) = (s.student_id, s.school_id, s.source_key)
  and exists (select from indicator_batches k where k.district_id = {DISTRICT} and {SAYS_SO.format("e")}
    and k.state = 'applied' and k.applied_at > mine.applied_at)""")


def _typed(kind: FactKind) -> str:
    columns = kind.row.__table__.columns
    return ", ".join(f'"{name}" {columns[name].type.compile(DIALECT)}' for name in kind.columns)


@cache
def _APPLY(name: str, table: str, columns: tuple[str, ...], typed: str) -> TextClause:
    """The statement of a kind. What is said anew of the same and differs ends, and stands as it is said now."""
    own = [f'"{column}"' for column in columns]
    mine = ", ".join([*(f"n.{column}" for column in SAID), *(f"n.{column}" for column in own), "n.is_removed"])
    theirs = ", ".join(
        [*(f"e.{column}" for column in SAID), *(f"e.{column}" for column in own), "e.deleted_at is not null"]
    )
    differs = f"case when n.is_removed then e.deleted_at is null else ({theirs}) is distinct from ({mine}) end"
    return text(f"""
with said as (
  select s.student_id, s.school_id, s.day, s.source_key, s.is_removed, v.* from facts_said s
  cross join lateral jsonb_to_record(s."values") v ({typed})
),
ended as (
  update {table} e set superseded_at = {AT}, superseded_by = {BATCH} from said n
  where e.district_id = {DISTRICT} and e.superseded_at is null
    and (e.student_id, e.school_id, e.source_key) = (n.student_id, n.school_id, n.source_key)
    and {differs}
  returning e.id, e.student_id, e.school_id, e.source_key, e.created_at, e.version
),
agreed as (
  update {table} e set agreed_by = array_append(e.agreed_by, {BATCH}) from said n
  where e.district_id = {DISTRICT} and e.superseded_at is null and e.batch_id <> {BATCH} and {BATCH} <> all (e.agreed_by)
    and (e.student_id, e.school_id, e.source_key) = (n.student_id, n.school_id, n.source_key) and not {differs}
),
added as (
  insert into {table} (district_id, id, recorded_at, student_id, school_id, day, source_key, {", ".join(own)}, batch_id,
    recorded_by, deleted_at, created_at, updated_at, version)
  select {DISTRICT}, coalesce(d.id, uuidv7()), {AT}, n.student_id, n.school_id, n.day, n.source_key,
    {", ".join(f"n.{column}" for column in own)}, {BATCH}, {ACTOR}, case when n.is_removed then {NOW} end,
    coalesce(d.created_at, {NOW}), {NOW}, coalesce(d.version, 0) + 1
  from said n left join ended d using (student_id, school_id, source_key)
  where d.id is not null or (not n.is_removed and not exists (select from {table} e
    where e.district_id = {DISTRICT} and e.superseded_at is null
      and (e.student_id, e.school_id, e.source_key) = (n.student_id, n.school_id, n.source_key)))
  returning student_id
)
select student_id from added""")
