"""Keeping the ledger: as services tell it, each line once (inbox), and of readings here as partners' own audit tells them.

The database lets nobody change or drop a line.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import text

from services.partners.directory.districts.tables import DistrictRow
from services.partners.privacy.disclosures.repository import RECORDS
from services.partners.privacy.disclosures.tables import KeptReadingsRow, OwnReaderDayRow
from shared.bus.inbox import Received
from shared.context.context import Context
from shared.db.engine import Database
from shared.directory.queries import held_in_sql
from shared.record_readings import Reading, pass_on
from shared.settings import Settings

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
    f"""insert into student_readings (district_id, student_id, day, reader_kind, reader_id, records, id, party_id, roles)
    select :district_id, student_id, :day, :reader_kind, :reader_id, :records, uuidv7(), :party_id,
      array(select distinct r.role from role_assignments r where r.district_id = :district_id
        and r.staff_id = :reader_id and {held_in_sql("cast(:day as date)")}
        order by 1)
    from unnest(cast(:student_ids as uuid[])) student_id
    on conflict do nothing"""
)

# Reading the ledger shows nothing of a student of whom all there is is sealed: a line of it would tell of the order.
SHOWN = text(
    """select s.student_id from unnest(cast(:student_ids as uuid[])) s (student_id)
    where exists (select from disclosed_students k join disclosures d on d.district_id = k.district_id
        and d.id = k.disclosure_id where k.district_id = :district_id and k.student_id = s.student_id and not d.sealed)
      or exists (select from student_readings r where r.district_id = :district_id and r.student_id = s.student_id)"""
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


async def keep_own_readings(db: Database, settings: Settings) -> None:
    """Add what was read in partners itself since."""
    await pass_on(db, settings, KeptReadingsRow, OwnReaderDayRow, DistrictRow, _keep)


async def _keep(ctx: Context, reading: Reading) -> None:
    values = {**asdict(reading), "district_id": ctx.district_id}
    if reading.records == RECORDS:
        values["student_ids"] = list(await ctx.session.scalars(SHOWN, values))
    await ctx.session.execute(READ, values)


def _values(ctx: Context, event: Received) -> dict[str, Any]:
    return {**event.data.model_dump(), "district_id": ctx.district_id}
