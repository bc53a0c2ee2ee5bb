"""Who reads the records of very many students within a day: the mark of a stolen credential, whatever each call is allowed.

Counted out of the audit, client by client and person by person, each student once a day. Whoever passes the operator's limit
leaves an audit entry in their district and stands in a gauge for a day.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from shared import clock, telemetry
from shared.context.context import Context
from shared.db.base import Base
from shared.db.engine import SYSTEM_ROLE, Database
from shared.logging import log
from shared.settings import Settings

KEPT = timedelta(days=2)
ALARMED = timedelta(days=1)

# Whoever is known to read a mass is counted no further that day.
COUNT = """with read as (
  select (e.occurred_at at time zone :zone)::date as day, e.actor as reader, array_agg(distinct s.student_id) as ids
  from audit_entries e cross join lateral unnest(e.student_ids) s (student_id)
  where e.district_id = :district_id and e.position > :after and e.position <= :until and e.outcome = 'done'
    and e.records is not null and e.occurred_at >= :since and (e.actor like 'client:%' or e.actor like 'person:%')
  group by 1, 2)
insert into {table} as t (district_id, day, reader, student_ids, students, read_at)
select :district_id, day, reader, ids, cardinality(ids), cast(:now as timestamptz) from read
on conflict (district_id, day, reader) do update set read_at = excluded.read_at,
  (student_ids, students) = (
    select array_agg(id), count(*) from (select distinct unnest(t.student_ids || excluded.student_ids) as id) known)
  where t.alarmed_at is null"""
PASSED = """update {table} set alarmed_at = :now, student_ids = '{{}}'
where district_id = :district_id and alarmed_at is null and students > :most returning reader, day, students"""
STANDING = "select count(*) from {table} where alarmed_at > $1 and reader <> all ($2::text[])"


class ReaderDay:
    """A service's row for each reader and day: whose records they read, until these are a mass."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    #: `client:<id>` or `person:<id>`.
    reader: Mapped[str] = mapped_column(primary_key=True)
    student_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    students: Mapped[int]
    read_at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]


async def count(ctx: Context, days: type[Base], span: Mapping[str, Any]) -> None:
    """Count the readings of a span of the audit: `district_id`, `zone`, positions `after` and `until`."""
    table = days.__tablename__
    values = {**span, "now": ctx.now, "since": ctx.now - ALARMED, "most": ctx.settings.mass_reading_students}
    await ctx.session.execute(text(COUNT.format(table=table)), values)
    passed = await ctx.session.execute(text(PASSED.format(table=table)), values)
    for reader, day, students in passed:
        ctx.audit(
            "mass_reading", rows={"reader_id": reader.partition(":")[2]}, reason=[f"{students} students on {day}"]
        )
        log.warning("mass_reading", district_id=str(ctx.district_id), actor=reader, count=students)


async def measure(db: Database, settings: Settings, days: type[Base]) -> None:
    """Show who stands in the gauge now, and forget the days before yesterday."""
    table, now = days.__tablename__, clock.now()
    known = [f"client:{id_}" for id_ in settings.mass_reading_known.split(",") if id_]
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(f"delete from {table} where read_at < $1", now - KEPT)  # noqa: S608  a name of our own
        standing = await connection.fetchval(STANDING.format(table=table), now - ALARMED, known)
    telemetry.MASS_READINGS.set(standing)
