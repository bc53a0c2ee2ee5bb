"""HTTP of a push: its rows are read as a stream, whichever the feed."""

from typing import Any

from fastapi import Request, Response

from services.assessment.feeds.batches import service
from services.assessment.feeds.batches.feed import Batches
from services.assessment.feeds.batches.schemas import BatchPush
from services.assessment.feeds.sent_rows.reading import MOST_ROWS, described
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import NotPermitted, Refusal, refusals
from shared.web import idempotency

SAYS = f"{{}}, {MOST_ROWS:,} at most: one JSON document, one JSON object a line, or CSV with a header."


def contract(of: Batches, feed: str, rows: str, body: str, *more: type[Refusal]) -> dict[str, Any]:
    """What the contract says of a push: of `rows` in people's words, of the `body` in types, and what `more` may refuse it."""
    form = of.feeds[feed].form
    return {
        "response_model": of.reply,
        "responses": refusals(NotPermitted, NoLegalBasis, form.unreadable, *of.refused, *more),
        "openapi_extra": described(body, form.row, SAYS.format(rows)),
    }


async def pushed(ctx: Context, request: Request, of: Batches, feed: str, wish: BatchPush, form: str) -> Response:
    """Take the rows of a call."""

    async def claim(digest: str) -> None:
        await idempotency.claim(ctx, request, digest)

    return ctx.reply(await service.push(ctx, of, feed, wish, form, request.stream(), claim))
