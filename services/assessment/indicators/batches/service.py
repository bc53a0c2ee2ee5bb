"""Use cases of batches: what those of facts are."""

from typing import Any

from services.assessment.feeds.batches.feed import Batches, BatchRefusals
from services.assessment.indicators.batches import repository
from services.assessment.indicators.batches.applying import Changed
from services.assessment.indicators.batches.errors import (
    BatchComplete,
    BatchPartDiffers,
    BatchPartsMissing,
    BatchRowsMissing,
    BatchTakenBack,
    BatchTooLarge,
)
from services.assessment.indicators.batches.events import IndicatorsApplied, IndicatorsTakenBack
from services.assessment.indicators.batches.following import follow
from services.assessment.indicators.batches.kinds import KINDS
from services.assessment.indicators.batches.may import MAY
from services.assessment.indicators.batches.reporting import feed_of
from services.assessment.indicators.batches.schemas import IndicatorBatch, IndicatorsPushed
from services.assessment.indicators.batches.tables import (
    FactsOf,
    IndicatorBatchRow,
    IndicatorFaultRow,
    IndicatorPartRow,
)
from services.assessment.indicators.batches.transitions import TAKE_BACK
from services.assessment.indicators.facts import turns
from services.assessment.permissions import POLICY
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context


def visible(ctx: Context) -> dict[str, Any]:
    """Batches are for those who may send some: of the kinds they may send."""
    POLICY.require(ctx, TAKE_BACK.right)
    return {"sent_by_them": [kind.name for kind in KINDS.values() if kind.right in ctx.principal.scopes]}


async def shown(ctx: Context, row: IndicatorBatchRow) -> IndicatorBatch:
    """The row as its list shows it."""
    return await MAY.reply(ctx, IndicatorBatch, row)


def _applied(row: IndicatorBatchRow) -> IndicatorsApplied:
    counts = {"row_count": row.row_count, "changed_count": row.changed_count}
    return IndicatorsApplied(indicator_batch_id=row.id, kind=row.kind, **counts)


def _taken_back(row: IndicatorBatchRow, changed: Changed) -> IndicatorsTakenBack:
    return IndicatorsTakenBack(indicator_batch_id=row.id, kind=row.kind, changed_count=changed.fact_count)


BATCHES = Batches(
    feeds={FactsOf(name): feed_of(kind) for name, kind in KINDS.items()},
    by="kind",
    row=IndicatorBatchRow,
    fault=IndicatorFaultRow,
    part=IndicatorPartRow,
    records=RecordKind.INDICATORS,
    refused=BatchRefusals(
        *(BatchComplete, BatchPartDiffers, BatchRowsMissing, BatchPartsMissing, BatchTooLarge, BatchTakenBack),
    ),
    take_back=TAKE_BACK,
    listing=repository.LISTING,
    visible=visible,
    shown=shown,
    reply=IndicatorsPushed,
    applied=_applied,
    taken_back=_taken_back,
    take_turn=turns.take_turn,
    follow=follow,
)
