"""Keeping the ledger as services tell it. Each line comes once (inbox), and the database lets nobody change or drop it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from shared.events.inbox import Received
from shared.web.context import Context

KEEP = text(
    """with line as (
      insert into disclosures (district_id, id, service, occurred_at, recorded_at, reader_kind, reader_id, client_id,
        party_id, basis, purpose, records, outcome, required_by_99_32, sealed, emergency_access_id)
      values (:district_id, :disclosure_id, :service, :occurred_at, :recorded_at, :reader_kind, :reader_id, :client_id,
        :party_id, :basis, :purpose, :records, :outcome, :required_by_99_32, :sealed, :emergency_access_id)
      on conflict do nothing)
    insert into disclosed_students (district_id, student_id, disclosure_id)
    select :district_id, student_id, :disclosure_id from unnest(cast(:student_ids as uuid[])) student_id
    on conflict do nothing"""
)
READ = text(
    """insert into student_readings (district_id, student_id, day, reader_kind, reader_id, records, id, party_id, roles)
    select :district_id, student_id, :day, :reader_kind, :reader_id, :records, uuidv7(), :party_id,
      array(select distinct r.role from role_assignments r where r.district_id = :district_id
        and r.staff_id = :reader_id and cast(:day as date) between r.starts_on and coalesce(r.ends_on, 'infinity')
        order by 1)
    from unnest(cast(:student_ids as uuid[])) student_id
    on conflict do nothing"""
)


async def keep_disclosures(ctx: Context, events: Sequence[Received]) -> None:
    """Add lines to the ledger."""
    for event in events:
        service = event.envelope.type.partition(".")[0]
        await ctx.session.execute(KEEP, {**_values(ctx, event), "service": service, "recorded_at": ctx.now})


async def keep_readings(ctx: Context, events: Sequence[Received]) -> None:
    """Add what school officials read, once a day, person, kind and student, with the roles they held."""
    for event in events:
        await ctx.session.execute(READ, _values(ctx, event))


def _values(ctx: Context, event: Received) -> dict[str, Any]:
    return {**event.data.model_dump(), "district_id": ctx.district_id}
