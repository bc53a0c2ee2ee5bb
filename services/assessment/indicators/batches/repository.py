"""SQL of batches."""

from services.assessment.feeds.batches.repository import faults_of
from services.assessment.indicators.batches.schemas import IndicatorBatch, IndicatorBatchList
from services.assessment.indicators.batches.tables import IndicatorBatchRow, IndicatorFaultRow
from shared.context.listing import listing

LISTING = listing(
    IndicatorBatchRow,
    IndicatorBatch,
    IndicatorBatchList,
    filters={"sent_by_them": "s.kind = any({}::text[])"},
)
FAULTS = faults_of(IndicatorFaultRow)
