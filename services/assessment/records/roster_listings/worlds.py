"""One source's roster on its own, and the roster made of all of them.

Where a district has several sources, each lists a roster of its own (`roster_listings`). A bundle or a push is taken into that
of its source alone: temporary tables of the same names stand before the district's while it is, so that what the source does
not list, keeps, deletes or restores is its own. Then what it changed is brought together with what the others say.
"""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.assessment.records.roster_listings import combining
from services.assessment.records.roster_listings.columns import COLUMNS
from services.assessment.records.student_records import stays
from services.assessment.records.student_records.attending import FURTHER, RECKON
from services.assessment.records.student_records.repository import ROSTER
from services.assessment.records.student_records.statements import execute
from services.assessment.records.student_records.tables import StudentRow
from shared.context.context import Context

#: What is made of all sources, and no one's to say.
MADE = ("district_id", "is_further", "told", "sources", "merged_into")


@dataclass(frozen=True)
class Kind:
    """How the rows of a table are kept as listings: SQL of a row (`t`), and what names its student, if anything does."""

    table: str
    row_id: str = "t.id"
    student: str = "null::uuid"
    #: The columns that say whose it is: of rows that were merged since, another student than when it was listed.
    of_student: tuple[str, ...] = ()
    listed: str = "t.deleted_at is null"
    #: What may be there once (`r`: a listing as a row).
    once: str = "(r).id"


_KEY = "md5(concat_ws('/', {}))::uuid"
KINDS = {
    kind.table: kind
    for kind in (
        *(Kind(table) for table in ("roster_orgs", "academic_sessions", "roster_courses", "classes")),
        Kind("students", student="t.id", of_student=("id",)),
        Kind("guardians"),
        Kind("roster_staff"),
        Kind("roster_roles"),
        Kind("student_schools", student="t.student_id", of_student=("student_id",)),
        Kind("enrollments", student="t.person_id", of_student=("person_id",)),
        Kind(
            *("student_demographics", "t.student_id", "t.student_id", ("id", "student_id"), "true"),
            once="(r).student_id",
        ),
        Kind(
            *("student_guardians", _KEY.format("t.student_id, t.guardian_id"), "t.student_id", ("student_id",), "true"),
            once="(r).student_id, (r).guardian_id",
        ),
        Kind("roster_moments", _KEY.format("t.file, t.id"), "t.id", ("id",), "true", once="(r).file, (r).id"),
        Kind("roster_held_rows", _KEY.format("t.file, t.id"), listed="true", once="(r).file, (r).id"),
    )
}
#: What a push of one student touches.
OF_STUDENT = ("students", "student_schools", "enrollments", "roster_moments")
_WITHIN, _WITHOUT = "pg_temp, public", "public, pg_temp"
_BASE = """'{"is_further": false, "sources": []}'::jsonb"""


async def begin(ctx: Context) -> None:
    """Have what stands be what the first source, or who pushed a student, says: once a second source is declared."""
    for kind in KINDS.values():
        await execute(ctx, _first(kind), first=ROSTER)


def _first(kind: Kind) -> str:
    source = "cast(:first as text)"
    if kind.student != "null::uuid":
        known = f"select s.source from students s where s.district_id = t.district_id and s.id = {kind.student}"
        source = f"coalesce(({known}), {source})"
    return f"""insert into roster_listings (district_id, kind, row_id, source, student_id, listed, content)
    select t.district_id, '{kind.table}', {kind.row_id}, {source}, {kind.student}, {kind.listed}, {_content("t")}
    from {kind.table} t where t.district_id = :district_id on conflict do nothing"""


def _content(row: str) -> str:
    return f"to_jsonb({row}) - array[{', '.join(repr(name) for name in MADE)}]"


async def enter(ctx: Context, source: str, kinds: Iterable[str] = KINDS, student_id: UUID | None = None) -> None:
    """From here on the tables of the roster are the source's own; of one student alone, if that is all it will speak of."""
    await execute(ctx, f"set local search_path = {_WITHIN}")
    await execute(ctx, "create temporary table if not exists touched (kind text, row_id uuid) on commit drop")
    for name in kinds:
        table = f"pg_temp.{name}"
        await execute(
            ctx, f"create temporary table if not exists {name} (like public.{name} including all) on commit drop"
        )
        await execute(ctx, f"delete from {table}")
        await execute(ctx, _load(KINDS[name], student_id is not None), source=source, student_id=student_id)
        if student_id is None:
            await execute(ctx, f"analyze {table}")
    _forget(ctx)


def _load(kind: Kind, of_one: bool) -> str:
    columns = COLUMNS[kind.table]
    names, taken = ", ".join(columns), ", ".join(f"(r).{name}" for name in columns)
    whose = "jsonb_build_object('district_id', l.district_id)"
    if kind.of_student:
        said = ", ".join(f"'{name}', l.student_id" for name in kind.of_student)
        whose += f" || case when l.student_id is null then '{{}}'::jsonb else jsonb_build_object({said}) end"
    if not of_one and kind.table in ("students", "student_schools"):
        # To an import those it lists are those of its roster.
        whose += f" || jsonb_build_object('source', '{ROSTER}')"
    mine = " and l.student_id = :student_id" if of_one else ""
    return f"""insert into pg_temp.{kind.table} ({names})
    select {taken} from (select distinct on ({kind.once}) r from (
      select l.listed, l.row_id, l.student_id,
        jsonb_populate_record(null::public.{kind.table}, {_BASE} || l.content || {whose}) as r
      from public.roster_listings l
      where l.district_id = :district_id and l.source = :source and l.kind = '{kind.table}'{mine} offset 0) x
    order by {kind.once}, listed desc, row_id = student_id desc nulls last, row_id) rows"""


@asynccontextmanager
async def of_student(ctx: Context, source: str, student_id: UUID) -> AsyncIterator[None]:
    """Have a piece of work see and change of one student what a source says, and no more."""
    await enter(ctx, source, OF_STUDENT, student_id)
    yield
    await ctx.session.flush()
    await leave(ctx, source, await ctx.today(), OF_STUDENT, student_id)


async def leave(
    ctx: Context,
    source: str,
    today: date,
    kinds: Collection[str] = KINDS,
    student_id: UUID | None = None,
    taken_back: datetime | None = None,
) -> None:
    """Keep what the source says now, and bring what is different together with what the others say.

    `taken_back`: it takes back what it said at that moment.
    """
    for name in kinds:
        await execute(ctx, _save(KINDS[name], student_id is not None), source=source, student_id=student_id)
        if student_id is None:
            await execute(ctx, f"drop table pg_temp.{name}")
    await execute(ctx, f"set local search_path = {_WITHOUT}")
    _forget(ctx)
    await together(ctx, today, None if student_id is None else [student_id], taken_back)


def _save(kind: Kind, of_one: bool) -> str:
    mine = " and l.student_id = :student_id" if of_one else ""
    same = f"l.district_id = :district_id and l.source = :source and l.kind = '{kind.table}'"
    gone = f"""gone as (delete from public.roster_listings l where {same}{mine}
      and not exists (select from rows n where n.row_id = l.row_id) returning l.row_id, l.student_id),"""
    return f"""with rows as materialized (
      select {kind.row_id} as row_id, {kind.student} as student_id, {kind.listed} as listed, {_said(kind)} as content
      from pg_temp.{kind.table} t),
    {gone}
    written as (
      insert into public.roster_listings as l (district_id, kind, row_id, source, student_id, listed, content)
      select :district_id, '{
        kind.table
    }', n.row_id, cast(:source as text), n.student_id, n.listed, n.content from rows n
      where not exists (select from public.roster_listings l where {same} and l.row_id = n.row_id
        and l.student_id is not distinct from n.student_id and l.content = n.content)
      on conflict (district_id, kind, row_id, source) do update
      set student_id = excluded.student_id, listed = excluded.listed, content = excluded.content
      returning row_id, student_id)
    insert into touched (kind, row_id) select '{kind.table}', {"student_id" if kind.of_student else "row_id"} from (
      select * from written union select * from gone) x
    {
        "union select '" + kind.table + "', row_id from written union select '" + kind.table + "', row_id from gone"
        if kind.of_student
        else ""
    }"""


def _said(kind: Kind) -> str:
    """What a row says; of students and their schools the listing says whose."""
    said = _content("t")
    if kind.table in ("students", "student_schools"):
        said = f"({said}) || jsonb_build_object('source', cast(:source as text))"
    return said


async def reconsider(ctx: Context, student_ids: Iterable[UUID]) -> None:
    """Make these students anew of what is said of them: who is whom has changed."""
    await execute(ctx, "create temporary table if not exists touched (kind text, row_id uuid) on commit drop")
    ids = list(student_ids)
    await execute(ctx, "insert into touched select 'students', id from unnest(cast(:ids as uuid[])) id", ids=ids)
    await together(ctx, await ctx.today(), ids)


async def reconsider_all(ctx: Context) -> None:
    """Make all rows anew of which several sources speak: another source is believed from now on."""
    await execute(ctx, "create temporary table if not exists touched (kind text, row_id uuid) on commit drop")
    await execute(
        ctx,
        """insert into touched select kind, id from (
          select kind, coalesce(student_id, row_id) as id, source from roster_listings where district_id = :district_id
          and kind in ('students', 'student_demographics')
          union all select kind, row_id, source from roster_listings where district_id = :district_id
          and kind not in ('students', 'student_demographics')) l
        group by kind, id having count(distinct source) > 1""",
    )
    await together(ctx, await ctx.today())


async def together(
    ctx: Context, today: date, student_ids: list[UUID] | None = None, taken_back: datetime | None = None
) -> None:
    """Make the rows that were touched of what all sources say; only these students were, or (None) anybody."""
    await stays.remember(ctx, "select row_id from touched")
    await execute(ctx, "drop table if exists pg_temp.further_before")
    await execute(ctx, f"create temporary table further_before on commit drop as {FURTHER}", today=today)
    await combining.combine(ctx)
    await execute(ctx, RECKON, ids=student_ids)
    await execute(ctx, combining.MOVED.format(further=FURTHER), today=today)
    if taken_back is None:
        await stays.note(ctx, today)
    else:
        await stays.undo(ctx, taken_back)
    await execute(ctx, "truncate pg_temp.touched")


def _forget(ctx: Context) -> None:
    """What was read of students before is of another roster."""
    for row in [row for row in ctx.session.sync_session.identity_map.values() if isinstance(row, StudentRow)]:
        ctx.session.expunge(row)
