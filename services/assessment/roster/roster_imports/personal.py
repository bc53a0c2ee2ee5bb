"""Race, ethnicity and languages as demographics.csv has them: what its header lacks says nothing."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings.rules import BY_HAND
from services.assessment.roster.roster_imports import befores, staging
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.rows import LANGUAGES, RACES
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context

_COLUMNS = RACES | LANGUAGES
_SPARED = "exists (select from spared x where x.file = 'demographics' and x.csv_column = '{}' and x.id = t.student_id)"


async def merge(work: Import) -> int:
    """Write what the file says of students that are listed. Returns how many rows it wrote."""
    said = {name: column for name, column in _COLUMNS.items() if name not in work.absent.get("demographics", _COLUMNS)}
    if not said:
        return 0
    names = ", ".join(said.values())
    hands = await _hands(work)
    kept = {
        column: f"case when {_SPARED.format(name)} then t.{column} else {hands(column)} end"
        for name, column in said.items()
    }
    change = ", ".join(f"{column} = {value}" for column, value in kept.items())
    differs = " or ".join(f"t.{column} is distinct from {value}" for column, value in kept.items())
    any_said = f"num_nonnulls({', '.join(f'd.{column}' for column in said.values())}) > 0"
    return await staging.count(
        work.ctx,
        f"""with done as (insert into student_demographics as t (district_id, id, student_id, {names},
          created_at, updated_at, created_by, updated_by, version)
        select :district_id, d.id, d.id, {", ".join(f"d.{column}" for column in said.values())},
          cast(:now as timestamptz), :now, cast(:actor as text), :actor, 1
        from stage_demographics d join students s on s.district_id = :district_id and s.id = d.id and s.deleted_at is null
        where not d.deleted and ({any_said} or exists (
          select from student_demographics o where o.district_id = :district_id and o.student_id = d.id))
        on conflict (district_id, student_id) do update
        set {change}, updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = t.version + 1
        where {differs} returning t.*, to_jsonb(old) as before)
        {befores.keeping("student_demographics")} select count(*) from done""",
        actor=work.ctx.actor,
    )


_ANY_BY_HAND = f"""select 1 from roster_listings where district_id = :district_id
and kind = 'student_demographics' and source = '{BY_HAND}' limit 1"""


async def _hands(work: Import) -> Callable[[str], str]:
    """SQL of what a column is by the roster and by people, whoever goes first; where several list, both are brought together
    afterwards.
    """
    ctx = work.ctx
    if await sources.several(ctx) or not await staging.fetch(ctx, _ANY_BY_HAND):
        return lambda column: f"excluded.{column}"
    first = await sources.is_hand_first(ctx, work.source)

    def either(column: str) -> str:
        as_is = "" if column in LANGUAGES.values() else "::boolean"
        hand = f"""(select h.content ->> '{column}' from roster_listings h where h.district_id = t.district_id
          and h.kind = 'student_demographics' and h.row_id = t.student_id and h.source = '{BY_HAND}'){as_is}"""
        return f"coalesce({hand}, excluded.{column})" if first else f"coalesce(excluded.{column}, {hand})"

    return either


_NOTE_BY_HAND = """create temporary table said_by_hand on commit drop as
select t.student_id, to_jsonb(t) as was from student_demographics t
where t.district_id = :district_id and t.updated_by not like 'service:%'"""
# The row of the file is told where it has one: what another source says may have come to stand by it.
_REPLACED = f"""
select coalesce(d.row_no, 0) as row_no, s.source_id, c.csv_column from said_by_hand h
join student_demographics t on t.district_id = :district_id and t.student_id = h.student_id and t.updated_at = :now
join students s on s.district_id = :district_id and s.id = h.student_id
left join stage_demographics d on d.id = h.student_id
cross join (values {", ".join(f"('{column}', '{name}')" for name, column in _COLUMNS.items())}) c (name, csv_column)
where h.was -> c.name not in ('null'::jsonb) and h.was -> c.name is distinct from to_jsonb(t) -> c.name
order by row_no, s.source_id, c.csv_column"""
BY_HAND_REPLACED = "by_hand_replaced"
_REPLACED_DETAIL = "A person had written something else here since the last roster; the roster's word stands now."


async def note_by_hand(ctx: Context) -> None:
    """Remember what people wrote since a roster last said anything of the same students."""
    await staging.execute(ctx, "drop table if exists pg_temp.said_by_hand")
    await staging.execute(ctx, _NOTE_BY_HAND)


async def hold_against_hands(ctx: Context) -> None:
    """Have whom the file speaks of brought together with what people wrote of them, though it says what it said before."""
    await staging.execute(
        ctx,
        f"""insert into touched select 'student_demographics', h.row_id from roster_listings h
        join stage_demographics d on d.id = h.row_id and not d.deleted
        where h.district_id = :district_id and h.kind = 'student_demographics' and h.source = '{BY_HAND}'""",
    )


async def tell_replaced(work: Import) -> None:
    """Say where a roster says something else than a person wrote: it is replaced, but not silently."""
    found = await staging.fetch(work.ctx, _REPLACED)
    work.add_slips(
        [
            Fault("demographics", row.row_no, row.csv_column, BY_HAND_REPLACED, _REPLACED_DETAIL, row.source_id)
            for row in found
        ]
    )


def _left(column: str) -> str:
    only_theirs = f"l.content -> '{column}' = to_jsonb(t.{column}) and h.content -> '{column}' is null"
    return f"{column} = case when {only_theirs} then null else t.{column} end"


# Of whom no other that lists them says any: what only this one said is said no more, what a person wrote is, also where it is
# the same.
_LET_GO = f"""
update student_demographics t set {", ".join(_left(name) for name in _COLUMNS.values())},
  updated_at = :now, updated_by = cast(:actor as text), version = t.version + 1
from roster_listings l left join roster_listings h on h.district_id = l.district_id and h.kind = l.kind
  and h.student_id = l.student_id and h.source = '{BY_HAND}'
where t.district_id = :district_id and l.district_id = :district_id and l.kind = 'student_demographics'
and l.source = :source and l.student_id = t.student_id and not exists (select from roster_listings o
  join roster_listings k on k.district_id = o.district_id and k.source = o.source and k.student_id = o.student_id
    and k.kind = 'students' and k.listed
  where o.district_id = :district_id and o.kind = 'student_demographics' and o.student_id = t.student_id)
and exists (select from students s where s.district_id = :district_id and s.id = t.student_id and s.deleted_at is null)"""


async def let_go(ctx: Context, source: str) -> None:
    """Have nothing stand that a source that ended alone said of students whom others list."""
    await staging.execute(ctx, _LET_GO, source=source, actor=ctx.actor)


_OF = "district_id = :district_id and import_id = cast(:import_id as uuid) and row_kind = 'student_demographics'"
_IS_SO = "t.district_id = :district_id and t.updated_at = cast(:imported_at as timestamptz)"
_STAMPS = "updated_at = :now, updated_by = cast(:actor as text), version = t.version + 1"
_BACK = f"""
with w as (select row_id, jsonb_populate_record(null::student_demographics, before) as was
  from roster_import_befores where {_OF}),
done as (update student_demographics t set {", ".join(f"{name} = (w.was).{name}" for name in _COLUMNS.values())}, {_STAMPS}
  from w where {_IS_SO} and t.id = w.row_id returning t.*, to_jsonb(old) as before)
{befores.keeping("student_demographics")} select count(*) from done"""
# A row that the import made says nothing any more: it can be made to again.
_BLANK = f"""
with done as (update student_demographics t set {", ".join(f"{name} = null" for name in _COLUMNS.values())}, {_STAMPS}
  where {_IS_SO} and t.created_at = t.updated_at returning t.*, to_jsonb(old) as before)
{befores.keeping("student_demographics")} select count(*) from done"""
_SINCE = f"""
select s.source_id from student_demographics t join students s on s.district_id = t.district_id and s.id = t.student_id
where t.district_id = :district_id and t.updated_at > cast(:imported_at as timestamptz)
and (t.created_at = cast(:imported_at as timestamptz) or t.id in (select row_id from roster_import_befores where {_OF}))
order by 1"""


async def take_back(ctx: Context, import_id: UUID, imported_at: datetime) -> list[Any]:
    """Have them say what they said before an import. Returns those (`source_id`) that were changed since, and stay."""
    of = {"import_id": import_id, "imported_at": imported_at}
    since = await staging.fetch(ctx, _SINCE, **of)
    await staging.count(ctx, _BACK, **of, actor=ctx.actor)
    await staging.count(ctx, _BLANK, imported_at=imported_at, actor=ctx.actor)
    return since
