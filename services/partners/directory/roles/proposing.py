"""A grant that needs a second person waits: what was asked is kept as it was sent, and nothing of it counts before."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from services.partners.directory.roles import confirming
from services.partners.directory.roles.errors import SecondPersonNeeded
from services.partners.directory.roles.granting import OPERATOR, Voices, maker_of
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import GrantProposalRow
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.schemas import Body, Patch

#: How long it waits.
WAITS = timedelta(days=14)
#: What a door that may leave a proposal answers besides.
PROPOSED: dict[int | str, dict[str, Any]] = {
    202: {"model": GrantProposal, "description": "It leads to a role that reaches far, and waits for a second person."}
}


async def done_or_proposed(
    ctx: Context,
    operation: str,
    wish: Body,
    work: Callable[[Voices | None], Awaitable[Any]],
    said: Callable[[Any], Awaitable[BaseModel]],
    status: int = 200,
    *,
    about: UUID | None = None,
) -> Response:
    """Do it and reply; or, where it needs a second person, try it, keep it for them and reply 202.

    `work` takes the voices of a grant that was confirmed, `said` makes the reply of its row. What could not be done even then is
    refused now.
    """
    try:
        row = await work(None)
    except SecondPersonNeeded as needed:
        async with ctx.rehearsal():
            await work(Voices(maker_of(ctx.principal), OPERATOR))
        kept = await _keep(ctx, operation, wish, needed.grant, about)
        return ctx.reply(await reply_of(ctx, GrantProposal, kept), 202)
    return ctx.reply(row if isinstance(row, BaseModel) else await said(row), status)


async def _keep(ctx: Context, operation: str, wish: Body, grant: Any, about: UUID | None) -> GrantProposalRow:
    row = GrantProposalRow(
        operation=operation,
        about=about,
        if_match=ctx.if_match,
        wish=wish.plain() if isinstance(wish, Patch) else wish.model_dump(mode="json"),
        staff_id=grant.target,
        roles=sorted(grant.reach),
        asked_by=ctx.actor,
        asked_as=ctx.principal.kind,
        expires_at=ctx.now + WAITS,
    )
    ctx.add(row)
    await ctx.session.flush()
    ctx.audit(
        "grant_proposed",
        rows={"proposal_id": row.id, **({"staff_id": row.staff_id} if row.staff_id else {})},
        reason=[operation, *row.roles],
    )
    await confirming.ask_somebody(ctx, row)
    return row
