"""What school officials have read, out of the audit itself, for the parent who asks: by day, person, kind of records and student.

The audit's positions have no gaps and are given once, so nothing is passed on twice and nothing is left out, whatever order
readings were committed in. Systems of the district itself are no persons and are left out; systems of parties are not.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from shared import mass_readings
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.base import Base
from shared.db.engine import SYSTEM_ROLE, Database
from shared.logging import log, where
from shared.settings import Settings

#: Entries of the audit looked through in one transaction.
MOST_ENTRIES = 5_000

# By the index of positions, a look a district.
UNTOLD = """select d.district_id from {districts} d left join {told} t on t.district_id = d.district_id
cross join lateral (select e.position from audit_entries e where e.district_id = d.district_id and e.position is not null
  order by e.position desc limit 1) newest
where newest.position > coalesce(t.position, 0)"""
NEWEST = text("select coalesce(max(position), 0) from audit_entries where district_id = :district_id")
# By day, person (or party's system), kind of records: which students. What the ledger has is left out.
READINGS = text(
    """select (e.occurred_at at time zone :zone)::date as day, split_part(e.actor, ':', 1) as reader_kind,
      split_part(e.actor, ':', 2)::uuid as reader_id, e.party_id, e.records, array_agg(distinct s.student_id) as student_ids
    from audit_entries e cross join lateral unnest(e.student_ids) s (student_id)
    where e.district_id = :district_id and e.position > :after and e.position <= :until and e.outcome = 'done'
      and e.records is not null and coalesce(e.basis, 'school_official') = 'school_official'
      and (e.actor like 'person:%' or e.party_id is not null)
    group by 1, e.actor, 4, 5 order by 1, e.actor, 5"""
)


class ReadingsPosition:
    """A service's row for each district: up to which position of its audit the readings are passed on."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True)
class Reading:
    """Who read which records of whom on one day, by the district's clock."""

    day: date
    reader_kind: str
    reader_id: UUID
    party_id: UUID | None
    records: str
    student_ids: Sequence[UUID]


async def pass_on(
    db: Database,
    settings: Settings,
    told: type[ReadingsPosition],
    days: type[Base],
    districts: type[Base],
    emit: Callable[[Context, Reading], Awaitable[None]],
) -> None:
    """Hand `emit` what was sealed since, once, and count in `days` who read how many students' records.

    A district in which that fails holds up no other.
    """
    for district_id in await _with_untold(db, told, districts):
        try:
            is_more = True
            while is_more:
                async with work_for(db, settings, district_id) as ctx:
                    is_more, readings = await _untold(ctx, told, days, await ctx.zone())
                    for reading in readings:
                        await emit(ctx, reading)
        except Exception as error:
            facts = {"error_class": type(error).__name__, "where": where(error)}
            log.error("readings_not_told", district_id=str(district_id), **facts)
    await mass_readings.measure(db, settings, days)


async def _with_untold(db: Database, told: type[ReadingsPosition], districts: type[Base]) -> list[UUID]:
    query = UNTOLD.format(districts=districts.__tablename__, told=told.__tablename__)  # type: ignore[attr-defined]
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [UUID(str(row["district_id"])) for row in await connection.fetch(query)]


async def _untold(
    ctx: Context, told: type[ReadingsPosition], days: type[Base], zone: str
) -> tuple[bool, list[Reading]]:
    """(is there more behind them, the readings of the next entries). Holds the district's row."""
    mine = {"district_id": ctx.district_id}
    await ctx.session.execute(insert(told).values(**mine, position=0).on_conflict_do_nothing())
    row = await ctx.session.scalar(select(told).where(told.district_id == ctx.district_id).with_for_update())
    assert row is not None
    after = row.position
    row.position = min(int(await ctx.session.scalar(NEWEST, mine) or 0), after + MOST_ENTRIES)
    given = {**mine, "zone": zone, "after": after, "until": row.position}
    found = await ctx.session.execute(READINGS, given) if row.position > after else ()
    if row.position > after:
        await mass_readings.count(ctx, days, given)
    return row.position - after == MOST_ENTRIES, [Reading(**line._mapping) for line in found]
