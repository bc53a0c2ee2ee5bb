"""Rows of a batch on their way in: as they were sent, and whom they are about. All of it in tables of one transaction alone."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from services.assessment.feeds.batches.tables import HeldRow
from services.assessment.feeds.sent_rows.people import KNOWN_BY, SHARED_LOCAL_IDS, caught_up
from services.assessment.feeds.sent_rows.reading import Fault
from shared.context.context import Context
from shared.db.copying import copy_into

#: What is wrong with rows, each with its part.
Faults = list[tuple[int, Fault]]
#: Where a row stands, and by what it knows its student.
PLACE = {"part": "integer", "row": "integer", "known_by": "text", "student": "text"}
#: How values are read back that JSON has no form of.
_READ_BACK: dict[str, Callable[[str], Any]] = {"uuid": UUID, "date": date.fromisoformat}
_MOST_AT_ONCE = 100_000


@dataclass(frozen=True, eq=False)
class SentRows:
    """The rows of one feed: they lie in `<name>_sent`, those whose student is known in `<name>_said`, others in `<name>_unknown`.

    `columns` are what a row says behind its student, from the school on, with their SQL types; `identity` names those that say
    with the student what it is about. In `held` it waits for a student to come. `more` are columns that are looked up, each
    its type and SQL, of the row `s` and of what `joins` joins to it; `school` is SQL of the school, `k.id` being the student.
    `tables` are others the feed wants, by their columns.
    """

    name: str
    columns: Mapping[str, str]
    identity: tuple[str, ...]
    held: type[HeldRow]
    school: str = "s.school_id"
    joins: str = ""
    more: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sent(self) -> dict[str, str]:
        """The columns of a row as it was sent, with their types."""
        return {**PLACE, **self.columns}

    @cached_property
    def _held(self) -> str:
        return str(self.held.__table__.name)  # type: ignore[attr-defined]

    @cached_property
    def begin(self) -> list[TextClause]:
        """Empty tables."""
        more = {name: kind for name, (kind, _) in self.more.items()}
        said = {"part": "integer", "row": "integer", "student_id": "uuid", **self.columns, **more}
        made = {f"{self.name}_sent": _typed(self.sent), f"{self.name}_said": _typed(said), **self.tables}
        names = ", ".join(f"pg_temp.{name}" for name in (*made, f"{self.name}_unknown"))
        makes = [f"create temporary table {name} ({columns}) on commit drop" for name, columns in made.items()]
        return [text(one) for one in (f"drop table if exists {names}", *makes)]

    @cached_property
    def looked_up(self) -> dict[str, TextClause]:
        """By each id that students are known by: have the rows of theirs in `<name>_said`."""
        own = {name: self.school if name == "school_id" else f's."{name}"' for name in self.columns}
        found = ", ".join([*own.values(), *(sql for _, sql in self.more.values())])
        into = ", ".join(f'"{name}"' for name in (*("part", "row", "student_id"), *self.columns, *self.more))
        return {
            known_by: text(f"""
insert into {self.name}_said ({into})
select distinct on (s.part, s."row") s.part, s."row", k.id, {found}
from {self.name}_sent s {self.joins} {meant}
where s.known_by = '{known_by}' order by s.part, s."row", k.source <> 'sis', k.id""")
            for known_by, meant in KNOWN_BY.items()
        }

    @cached_property
    def unknown(self) -> TextClause:
        """The rows whose student nobody knows."""
        return text(f"""
create temporary table {self.name}_unknown on commit drop as
select s.* from {self.name}_sent s
where not exists (select from {self.name}_said a where (a.part, a."row") = (s.part, s."row"))""")

    @cached_property
    def hold(self) -> TextClause:
        """Have them wait, but those that name an id of ours: nobody will come with it."""
        columns = ", ".join(f'"{name}"' for name in self.sent)
        return text(f"""
insert into {self._held} (district_id, batch_id, {columns}, held_at)
select :district_id, :batch_id, {columns}, :now from {self.name}_unknown where known_by <> 'id'
on conflict do nothing""")

    @cached_property
    def nobody(self) -> TextClause:
        """Which rows name somebody who never was."""
        return text(f"select part, \"row\" from {self.name}_unknown where known_by = 'id' order by 1, 2")

    @cached_property
    def unclear(self) -> TextClause:
        """Which rows name a number that several students bear: they wait, as it may be of one of them some day."""
        return text(f"""
select part, "row" from {self.name}_unknown where known_by = 'local_id' and student in ({SHARED_LOCAL_IDS}) order by 1, 2""")

    @cached_property
    def waits(self) -> TextClause:
        """Which of the others wait, and by what they name their student."""
        return text(f"""
select part, "row", known_by from {self.name}_unknown
where known_by = 'source_id' or (known_by = 'local_id' and student not in ({SHARED_LOCAL_IDS})) order by 1, 2""")

    @cached_property
    def repeated(self) -> TextClause:
        """Of rows about the same the last one stands."""
        one, other = (", ".join(f'{row}."{name}"' for name in ("student_id", *self.identity)) for row in "ab")
        return text(f"""
delete from {self.name}_said a using {self.name}_said b
where ({one}) = ({other}) and (a.part, a."row") < (b.part, b."row")
returning a.part, a."row" """)

    def waiting(self, batches: str, by: str) -> TextClause:
        """Held rows of the batches of one feed whose student has come, as they came: `batch_id`, then as they were sent."""
        columns = [f's."{name}"' + ("::text" if kind == "jsonb" else "") for name, kind in self.sent.items()]
        known = caught_up(self._held, f"s.batch_id, {', '.join(columns)}, s.held_at")
        names = ", ".join(f'h."{name}"' for name in self.sent)
        return text(f"""
select h.batch_id, {names} from ({known}) h
join {batches} k on k.district_id = :district_id and k.id = h.batch_id and k.{by} = :feed
order by h.held_at, h.batch_id, h.part, h."row" limit {_MOST_AT_ONCE}""")

    @cached_property
    def drop_caught_up(self) -> TextClause:
        """Forget those that are staged now and found their student, be it that a later one of them says otherwise."""
        return text(f"""
delete from {self._held} h using {self.name}_sent s
where h.district_id = :district_id and h.batch_id = :batch_id and (h.part, h."row") = (s.part, s."row")
  and not exists (select from {self.name}_unknown u where (u.part, u."row") = (s.part, s."row"))""")

    @cached_property
    def forget_held(self) -> TextClause:
        """Forget what a batch has waiting."""
        return text(f"delete from {self._held} where district_id = :district_id and batch_id = :batch_id")

    def kept(self, row: tuple[Any, ...]) -> list[Any]:
        """A row, without its part, as it is kept until its batch is whole."""
        return [str(value) if isinstance(value, UUID | date) else value for value in row]

    def read_back(self, kept: Sequence[Any]) -> tuple[Any, ...]:
        """The row that was kept so."""
        kinds = list(self.sent.values())[1:]
        return tuple(
            _READ_BACK[kind](value) if value is not None and kind in _READ_BACK else value
            for kind, value in zip(kinds, kept, strict=True)
        )


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in columns.items())


async def begin(ctx: Context, rows: SentRows) -> None:
    """Make the tables, empty."""
    for statement in rows.begin:
        await ctx.session.execute(statement)


async def add(ctx: Context, rows: SentRows, part: int, sent: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of a part that could be read."""
    await copy_into(ctx.session, f"{rows.name}_sent", list(rows.sent), [(part, *row) for row in sent])


async def look_up(ctx: Context, rows: SentRows, batch_id: UUID, known_by: Sequence[str]) -> tuple[Faults, int, int]:
    """Find whom the rows are about; hold those whose student is to come.

    Returns what is wrong with rows, how many are held, and how many are refused.
    """
    district = {"district_id": ctx.district_id}
    for one in known_by:
        await ctx.session.execute(rows.looked_up[one], district)
    await ctx.session.execute(text(f"analyze {rows.name}_said"))
    await ctx.session.execute(rows.unknown)
    held = await ctx.session.execute(rows.hold, {**district, "batch_id": batch_id, "now": ctx.now})
    gone = list(await ctx.session.execute(rows.nobody))
    unclear = list(await ctx.session.execute(rows.unclear, district))
    waits = list(await ctx.session.execute(rows.waits, district))
    repeated = list(await ctx.session.execute(rows.repeated))
    faults = [
        *told(gone, "/student_id", "student_unknown", "No such student."),
        *told(
            *(unclear, "/student_local_id", "student_unclear"),
            "Several students have this number: the row is held until one has.",
        ),
        *told(repeated, "", "row_repeated", "A later row says something else of the same: that one stands."),
    ]
    for by in ("source_id", "local_id"):
        of_them = [at for at in waits if at.known_by == by]
        detail = "The roster has no such student: the row is held until it has."
        faults += told(of_them, f"/student_{by}", "student_held", detail)
    return faults, int(getattr(held, "rowcount", 0)), len(gone) + len(repeated)


def told(places: Sequence[Any], pointer: str, code: str, detail: str) -> Faults:
    """One thing that is wrong with rows at these places."""
    return [(at.part, Fault(at.row, pointer, code, detail)) for at in places]
