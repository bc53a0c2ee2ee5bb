"""A service begins its day once: as scheduling says, or alone an hour after everybody should have heard.

What ends by its date ends without any of this, at the district's midnight by the clock of whoever asks: daily work tells of it,
and makes what a new day brings. It is done for the newest day only, with the day before which it was last done.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, time
from uuid import UUID

from sqlalchemy import text

from shared import clock, telemetry
from shared.background import stop_if_cancelled
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import SYSTEM_ROLE, Database
from shared.events.event import Consumed
from shared.logging import log, where
from shared.settings import Settings

#: Work of a day: the context, the day, and the last one that was begun before it (None: there was none).
Work = Callable[[Context, date, date | None], Awaitable[None]]
#: Who has heard of no day by then, by the district's clock, begins alone.
HOUR = time(7)

# A day that is begun already is only noted as heard.
_BEGIN = text("""
with last as (select max(day) as day from begun_days where district_id = :district_id),
begun as (
  insert into begun_days as b (district_id, day, begun_at, heard_at, is_alone)
  select :district_id, said.day, :now, case when not :alone then cast(:now as timestamptz) end,
         :alone and (select day from last) is not null
  from unnest(cast(:days as date[])) said (day) order by said.day
  on conflict (district_id, day) do update set heard_at = coalesce(b.heard_at, excluded.heard_at)
  returning b.day, old.day is null as is_new, b.is_alone)
select max(begun.day) filter (where is_new) as newest, bool_or(is_new and is_alone) as is_alone, (select day from last) as last
from begun""")

_WAITING = """
select d.district_id, l.local::date as day from directory_districts d,
  lateral (select ($1::timestamptz at time zone d.timezone) as local) l
where l.local::time >= $2::time
  and not exists (select from begun_days b where b.district_id = d.district_id and b.day >= l.local::date)
order by d.district_id"""
_ALONE = """
select count(*) from begun_days b join directory_districts d on d.district_id = b.district_id
where b.is_alone and b.heard_at is null and b.day = ($1::timestamptz at time zone d.timezone)::date"""


class DayBegan(Consumed, type="scheduling.day.begun.v1"):
    """A day has begun."""

    day: date


class DailyWork:
    """The daily work of one service, in the order in which it is done."""

    def __init__(self, *works: Work) -> None:
        self.works = works

    def follow(self, consumers: Consumers) -> None:
        """Have the days begin that scheduling tells of."""
        consumers.on(DayBegan)(self._hear)

    async def begin_alone(self, db: Database, settings: Settings) -> None:
        """Begin the day of every district that has heard of none by 07:00, and say so; the worker's timer.

        A district that never heard of a day is new: its first is begun in silence.
        """
        for district_id, day in await _waiting(db):
            stop_if_cancelled()
            try:
                async with work_for(db, settings, district_id) as ctx:
                    is_alone = await self._begin(ctx, [day], alone=True)
            except Exception as error:
                # The others' day begins all the same; this one's is tried again.
                stop_if_cancelled()
                fields = {"error_class": type(error).__name__, "where": where(error)}
                log.warning("day_not_begun", district_id=str(district_id), **fields)
            else:
                if is_alone:
                    log.warning("day_begun_alone", district_id=str(district_id))
        telemetry.DAYS_BEGUN_ALONE.set(await _count_alone(db))

    async def _hear(self, ctx: Context, events: list[Received]) -> None:
        await self._begin(ctx, {event.data.day for event in events}, alone=False)

    async def _begin(self, ctx: Context, days: Iterable[date], *, alone: bool) -> bool:
        """Begin those of the days that are not begun; the work is done once, for the newest, unless a newer one was before.

        Returns whether the service now begins alone.
        """
        values = {"district_id": ctx.district_id, "days": sorted(days), "alone": alone, "now": ctx.now}
        row = (await ctx.session.execute(_BEGIN, values)).one()
        if row.newest is not None and (row.last is None or row.newest > row.last):
            for work in self.works:
                await work(ctx, row.newest, row.last)
        return bool(row.is_alone)


async def _waiting(db: Database) -> list[tuple[UUID, date]]:
    """Districts in which it is 07:00 or later and whose day is not begun here, each with its day."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(_WAITING, clock.now(), HOUR)
    return [(row["district_id"], row["day"]) for row in rows]


async def _count_alone(db: Database) -> int:
    """In how many districts today was begun here without a word, and none has come since."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return int(await connection.fetchval(_ALONE, clock.now()))
