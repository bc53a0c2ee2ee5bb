"""SQL of the stream: writing entries in the order of commits, reading on, forgetting."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from services.notifications.outlets.stream.rules import KEPT, MOST_MISSED, Entry
from services.notifications.wording.templates.about import Said
from shared import clock
from shared.context.context import Context
from shared.context.replies import actors
from shared.db.engine import SYSTEM_ROLE, Database
from shared.db.locks import one_at_a_time
from shared.directory.references import ACTOR
from shared.schemas import Actor
from shared.settings import Settings

CHANNEL = "stream"
#: Rows a district gives at one reading: fewer than a stream may lag behind.
BATCH = 100

WRITE = text("""insert into stream_entries
  (district_id, type, school_ids, owner_ids, recipient_id, plan_id, data, made_at)
select :district_id, e.type, e.school_ids, e.owner_ids, e.recipient_id, e.plan_id, e.data, :now
from rows from (json_to_recordset(cast(:entries as json)) as
  (type text, school_ids uuid[], owner_ids uuid[], recipient_id uuid, plan_id uuid, data json))
  with ordinality as e (type, school_ids, owner_ids, recipient_id, plan_id, data, place) order by e.place""")
NOTIFY = text("select pg_notify('stream', :district_id)")

NEWEST = "select coalesce(max(seq), 0)::text, null::text from stream_entries where district_id = ($1)[1]::uuid"
COLUMNS = """e.district_id, e.seq, e.type, e.school_ids, e.owner_ids, e.recipient_id, e.plan_id, e.data::text as data,
e.made_at"""
MISSED = f"""select coalesce(json_agg(row_to_json(found) order by found.seq), '[]')::text, null::text from (
  select {COLUMNS} from stream_entries e
  where e.district_id = ($1)[1]::uuid and e.seq > ($1)[2]::bigint and e.seq <= ($1)[3]::bigint
  order by e.seq limit {MOST_MISSED + 1}) found"""
READ = f"""select {COLUMNS} from unnest($1::uuid[], $2::bigint[]) d (id, seq)
cross join lateral (select * from stream_entries e where e.district_id = d.id and e.seq > d.seq
                    order by e.seq limit {BATCH}) e
order by e.district_id, e.seq"""
SAID = text("""select m.id, m.kind, m.language, m.facts, m.subject_id, m.plan_id from messages m
where m.district_id = :district_id and m.id = any(cast(:ids as uuid[]))""")
FORGET = "delete from stream_entries where made_at < $1"


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry where it stands in its district's stream."""

    district_id: UUID
    seq: int
    made_at: datetime
    entry: Entry


async def write(ctx: Context, entries: list[Entry]) -> None:
    """Add entries and wake the readers; to be left for last, because other writers of the district wait meanwhile."""
    by = await actors(ctx, ACTOR, {entry.actor for entry in entries})
    rows = [
        {
            "type": entry.type,
            "school_ids": entry.school_ids,
            "owner_ids": entry.owner_ids,
            "recipient_id": entry.recipient_id,
            "plan_id": entry.plan_id,
            "data": orjson.Fragment(with_actor(entry.data, by(entry.actor))),
        }
        for entry in entries
    ]
    if not rows:
        return
    # Whoever writes entries of a district commits before the next one draws numbers: no reader gets past a later commit.
    await one_at_a_time(ctx, "stream")
    await ctx.session.execute(
        WRITE, {"district_id": ctx.district_id, "now": ctx.now, "entries": orjson.dumps(rows).decode()}
    )
    await ctx.session.execute(NOTIFY, {"district_id": str(ctx.district_id)})


def with_actor(data: str, by: Actor | None) -> str:
    """The JSON of an entry, with who did it behind the rest."""
    return data if by is None else f'{data[:-1]},"by":{by.model_dump_json()}}}'


async def messages_said(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Said]:
    """What these messages say, of those that are kept."""
    found = await ctx.session.execute(SAID, {"district_id": ctx.district_id, "ids": sorted(ids)})
    return {row.id: Said(row.kind, row.language, row.facts, row.subject_id, row.plan_id) for row in found}


async def newest(ctx: Context) -> int:
    """The number of the district's newest entry that is kept, or 0."""
    return int(await ctx.read(NEWEST, ctx.district_id))


async def list_missed(ctx: Context, after: int, until: int) -> list[Kept]:
    """The entries between two numbers, the later one included; one more than `MOST_MISSED` at most."""
    return [_kept(row) for row in orjson.loads(await ctx.read(MISSED, ctx.district_id, after, until))]


async def read_on(connection: Any, positions: Mapping[UUID, int]) -> list[Kept]:
    """What came after these positions, in order, of several districts at once."""
    async with connection.transaction(readonly=True):
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(READ, list(positions), list(positions.values()))
    return [_kept(row) for row in rows]


async def purge(db: Database, _: Settings) -> None:
    """Forget what is older than a day, in every district."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(FORGET, clock.now() - KEPT)


def _kept(row: Mapping[str, Any]) -> Kept:
    entry = Entry(
        type=row["type"],
        data=row["data"],
        school_ids=_ids(row["school_ids"]),
        owner_ids=_ids(row["owner_ids"]),
        recipient_id=_id(row["recipient_id"]),
        plan_id=_id(row["plan_id"]),
    )
    made_at = row["made_at"]
    return Kept(
        UUID(str(row["district_id"])),
        row["seq"],
        made_at if isinstance(made_at, datetime) else datetime.fromisoformat(made_at),
        entry,
    )


def _ids(found: Iterable[Any]) -> tuple[UUID, ...]:
    return tuple(UUID(str(one)) for one in found)


def _id(found: Any) -> UUID | None:
    return None if found is None else UUID(str(found))
