"""HTTP of dead letters, for operators: events that could not be handled."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import ColumnElement, delete, select, update

from shared.auth.policy import Policy
from shared.context.context import Context
from shared.context.lists import Listing
from shared.context.paging import PagingQuery
from shared.errors import NotFound, NotPermitted, refusals
from shared.events.tables import DeadLetterRow
from shared.schemas import Moment, Page, Reply
from shared.texts.words import Words
from shared.web.requires import requires

LISTING = Listing(
    name="dead_letters",
    columns="d.id, d.event_id, d.type, d.durable, d.error, d.attempts, d.died_at, d.retry_at",
    source="dead_letters d",
    order=(("d.id", "uuid"),),
    changed=(("d.died_at", "timestamptz"), ("d.id", "uuid")),
)


class DeadLetter(Reply):
    """An event this service could not handle. `retry_at` is set while a retry is asked for."""

    id: UUID
    event_id: UUID | None
    type: str
    durable: str
    error: str
    attempts: int
    died_at: Moment
    retry_at: Moment | None


def operations(policy: Policy) -> APIRouter:
    """The room of a service's operators; who they are is the service's own table of rules."""
    router = APIRouter(prefix="/v1/dead-letters", tags=["operations"])

    @router.get("", response_model=Page[DeadLetter], responses=refusals(NotPermitted))
    async def list_dead_letters(ctx: Annotated[Context, requires("operations:read")], paging: PagingQuery) -> Response:
        """List events that could not be handled, oldest first."""
        policy.require(ctx, "operations:read")
        return await ctx.page(LISTING, paging)

    @router.post(
        "/{dead_letter_id}/retry",
        status_code=202,
        response_model=DeadLetter,
        responses=refusals(NotPermitted),
    )
    async def retry_dead_letter(
        dead_letter_id: UUID, ctx: Annotated[Context, requires("operations:write")]
    ) -> Response:
        """Let the worker handle the event again within seconds; if it fails again it stays, with the new error."""
        policy.require(ctx, "operations:write")
        return ctx.reply(await _retry(ctx, dead_letter_id), 202)

    @router.delete("/{dead_letter_id}", status_code=204, responses=refusals(NotPermitted))
    async def drop_dead_letter(dead_letter_id: UUID, ctx: Annotated[Context, requires("operations:write")]) -> Response:
        """Delete the event for good."""
        policy.require(ctx, "operations:write")
        await _drop(ctx, dead_letter_id)
        return ctx.nothing()

    return router


async def _retry(ctx: Context, id_: UUID) -> DeadLetter:
    await ctx.session.execute(update(DeadLetterRow).where(_mine(ctx, id_)).values(retry_at=ctx.now))
    row = await ctx.session.scalar(select(DeadLetterRow).where(_mine(ctx, id_)))
    if row is None:
        raise NotFound(Words("No such dead letter.", es="No existe ese mensaje no entregado."))
    return DeadLetter.model_validate({name: getattr(row, name) for name in DeadLetter.model_fields})


async def _drop(ctx: Context, id_: UUID) -> None:
    gone = await ctx.session.execute(delete(DeadLetterRow).where(_mine(ctx, id_)).returning(DeadLetterRow.id))
    if gone.scalar_one_or_none() is None:
        raise NotFound(Words("No such dead letter.", es="No existe ese mensaje no entregado."))


def _mine(ctx: Context, id_: UUID) -> ColumnElement[bool]:
    return (DeadLetterRow.id == id_) & (DeadLetterRow.district_id == ctx.district_id)
