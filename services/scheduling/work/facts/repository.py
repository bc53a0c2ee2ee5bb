"""SQL of facts."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import select, text

from services.scheduling.work.facts.rules import Heard
from services.scheduling.work.facts.tables import FactRow
from shared.context.context import Context

KEEP = text("""
with former as (select event_id from facts where district_id = :district_id and kind = :kind and subject = :subject)
insert into facts as held (district_id, id, kind, subject, event_id, version, school_id, staff_id, fact_on, told_at, data)
values (:district_id, uuidv7(), :kind, :subject, :event_id, :version, :school_id, :staff_id, :day, :told_at, cast(:data as jsonb))
on conflict (district_id, kind, subject) do update set event_id = excluded.event_id, version = excluded.version,
  school_id = excluded.school_id, staff_id = excluded.staff_id, fact_on = excluded.fact_on, told_at = excluded.told_at,
  data = excluded.data
where held.version <= excluded.version
returning id, (select event_id from former) as former_event_id""")


class Kept(NamedTuple):
    """A fact as it is kept now, by its id, and the event that told of it before."""

    fact_id: UUID
    former_event_id: UUID | None


async def keep(ctx: Context, told: Heard) -> Kept | None:
    """Keep what was told of a thing; None when something newer was. Whoever asks has the turn facts are heard in."""
    names = ("kind", "subject", "event_id", "version", "school_id", "staff_id", "day", "told_at")
    data = None if told.data is None else orjson.dumps(told.data).decode()
    values = {name: getattr(told, name) for name in names} | {"data": data, "district_id": ctx.district_id}
    found = (await ctx.session.execute(KEEP, values)).one_or_none()
    return None if found is None else Kept(found.id, found.former_event_id)


async def find(ctx: Context, fact_id: UUID) -> FactRow:
    """One fact, as it is kept now."""
    return await ctx.session.get_one(FactRow, (ctx.district_id, fact_id), populate_existing=True)


async def of_days(ctx: Context, kind: str, first: date, last: date, most: int) -> Sequence[FactRow]:
    """Facts of a kind that stand, of these days, in the order of their days; one more than `most` at most."""
    query = select(FactRow).where(FactRow.kind == kind, FactRow.fact_on.between(first, last), FactRow.data.is_not(None))
    return (await ctx.session.scalars(query.order_by(FactRow.fact_on, FactRow.id).limit(most + 1))).all()


async def since(ctx: Context, kind: str, school_id: UUID | None, day: date) -> Sequence[FactRow]:
    """Facts of a kind at a place that stand, from a day on, in the order of their days."""
    query = select(FactRow).where(
        FactRow.kind == kind,
        FactRow.fact_on >= day,
        FactRow.data.is_not(None),
        FactRow.school_id.is_not_distinct_from(school_id),
    )
    return (await ctx.session.scalars(query.order_by(FactRow.fact_on, FactRow.id))).all()
