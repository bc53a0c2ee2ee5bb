"""Telling partners once a minute what school officials have read, by day, person and student: out of the audit itself.

The audit's positions have no gaps and are given once, so nothing is told twice and nothing is left out, whatever order readings
were committed in. Systems of the district itself are no persons and are left out; systems of parties are not.
"""

from services.assessment.disclosures import repository, rules
from services.assessment.events import RecordsRead
from shared.db.engine import Database
from shared.settings import Settings
from shared.web.context import Context
from shared.web.work import work_for

#: Entries of the audit looked through in one transaction.
MOST_ENTRIES = 5_000


async def tell_readings(db: Database, settings: Settings) -> None:
    """Tell what was sealed since, district by district."""
    for district_id in await repository.districts_with_untold(db):
        while True:
            async with work_for(db, settings, district_id) as ctx:
                is_more = await _tell(ctx)
            if not is_more:
                break


async def _tell(ctx: Context) -> bool:
    after, until, rows = await repository.untold_readings(ctx, await repository.zone_of(ctx), MOST_ENTRIES)
    for row in rows:
        kind, _, id_ = row.actor.partition(":")
        for part in rules.in_parts(row.student_ids):
            ctx.emit(
                RecordsRead(
                    day=row.day,
                    reader_kind=kind,
                    reader_id=id_,
                    party_id=row.party_id,
                    records=row.records,
                    student_ids=part,
                )
            )
    return until - after == MOST_ENTRIES
