"""Telling partners once a minute what school officials have read, by day, person and student: out of the audit itself."""

from services.assessment.privacy.disclosures import rules
from services.assessment.privacy.disclosures.events import RecordsRead
from services.assessment.privacy.disclosures.tables import ReaderDayRow, ToldReadingsRow
from shared.context.context import Context
from shared.db.engine import Database
from shared.directory.tables import DirectoryDistrictRow
from shared.record_readings import Reading, pass_on
from shared.settings import Settings


async def emit_readings(db: Database, settings: Settings) -> None:
    """Tell what was sealed since, district by district."""
    await pass_on(db, settings, ToldReadingsRow, ReaderDayRow, DirectoryDistrictRow, _emit)


async def _emit(ctx: Context, reading: Reading) -> None:
    for part in rules.in_parts(reading.student_ids):
        ctx.emit(RecordsRead.of(reading, student_ids=part))
