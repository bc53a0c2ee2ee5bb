"""Wire models of batches of facts."""

from typing import Literal

from services.assessment.feeds.batches.schemas import BatchList, Pushed, SentBatch
from services.assessment.indicators.batches.tables import FactsOf
from shared.context.several import Several
from shared.schemas import MAY_DO

IndicatorBatchAct = Literal["take-back"]


class IndicatorBatch(SentBatch):
    """A batch: what it has, what came of it. `changed_count`: facts that differ from what stood there before."""

    kind: FactsOf
    may: list[IndicatorBatchAct] = MAY_DO


class IndicatorsPushed(Pushed[IndicatorBatch]):
    """What came of a call. `faults` are the first 100 of its own."""


class IndicatorBatchList(BatchList):
    """Filters of the list of batches."""

    kind: Several[FactsOf] | None = None
