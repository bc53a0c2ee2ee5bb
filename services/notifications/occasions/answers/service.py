"""Use cases of answer links for district IT. What opens one is in no reply."""

from uuid import UUID

from fastapi import Response

from services.notifications.occasions.answers import repository
from services.notifications.occasions.answers.may import LISTING, MAY
from services.notifications.occasions.answers.schemas import AnswerLink, AnswerLinkList
from services.notifications.occasions.answers.transitions import REVOKE, state_of
from services.notifications.permissions import POLICY
from shared.answers.links import end
from shared.answers.tables import AnswerLinkRow, EndedAs
from shared.context.context import Context


async def listed(ctx: Context, filters: AnswerLinkList) -> Response:
    """The district's links, oldest first."""
    POLICY.require(ctx, "operations:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, link_id: UUID) -> Response:
    """One link."""
    POLICY.require(ctx, "operations:read")
    return await ctx.item(LISTING, link_id, "answer link")


async def revoke(ctx: Context, link_id: UUID) -> AnswerLink:
    """It opens nothing from now on."""
    POLICY.require(ctx, REVOKE.right)
    row = await ctx.row(AnswerLinkRow, repository.LISTING, link_id, "answer link", {}, lock=True)
    await REVOKE.check(ctx, row)
    end(row, ctx.now, EndedAs.REVOKED)
    await ctx.session.flush()
    return await MAY.reply(ctx, AnswerLink, row, state=state_of(row, ctx))
