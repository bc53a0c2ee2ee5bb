"""What is reported of each kind of facts."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from services.assessment.feeds.batches.feed import Feed, Landing, Taken
from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.reading import Fault
from services.assessment.feeds.sent_rows.schemas import FactBody
from services.assessment.indicators.batches import applying, staging, taking_back
from services.assessment.indicators.batches.applying import Changed
from shared.context.context import Context


def feed_of(kind: FactKind) -> Feed:
    """The feed of a kind of facts."""
    return Feed(
        form=kind.form,
        right=kind.right,
        rows=staging.ROWS,
        take=partial(_taking, kind),
        before=partial(_note_words, kind),
        looked_up=staging.refuse_nowhere,
        land=partial(_land, kind),
        take_back=partial(_take_back, kind),
    )


async def _taking(kind: FactKind, ctx: Context, wish: Any) -> Callable[[int, Any], Taken]:
    """What rows say, but of a day to come, and of a value out of range."""
    today, known = await ctx.today(), await kind.known(ctx)

    def take(number: int, body: FactBody) -> Taken:
        if body.day > today:
            return None, Fault(number, "/day", "day_to_come", "This day is yet to come.")
        if wrong := kind.check(number, body, known):
            return None, wrong
        return (body.day, kind.key_of(body), body.is_removed, staging.written(kind.values_of(body, known))), None

    return take


async def _note_words(kind: FactKind, ctx: Context) -> None:
    await staging.note_words(ctx, kind)


async def _land(kind: FactKind, ctx: Context, landing: Landing) -> Changed:
    if landing.row is None:
        await applying.leave_out_older(ctx, kind, landing.batch_id)
    return await applying.apply(ctx, kind, landing.batch_id, landing.moment)


async def _take_back(kind: FactKind, ctx: Context, batch_id: UUID, moment: datetime) -> Changed:
    return await taking_back.take_back(ctx, kind, batch_id, moment)
