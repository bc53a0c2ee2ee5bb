"""HTTP of answer links, for district IT: who was sent which, and taking one back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shared.answers.links import end
from shared.answers.tables import AnswerLinkRow, EndedAs
from shared.answers.transitions import REVOKE, state_of
from shared.auth.policy import Policy
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.schemas import Page
from shared.web.answer_links.repository import LISTING, may_of, shown
from shared.web.answer_links.schemas import AnswerLink, AnswerLinkList
from shared.web.requires import requires


def answer_links(policy: Policy) -> APIRouter:
    """The list of a service's answer links; who sees it is the service's own table of rules."""
    router = APIRouter(prefix="/v1/answer-links", tags=["answer links"])
    may = may_of(policy)
    listed = shown(may)
    Reader = Annotated[Context, requires("operations:read")]

    @router.get("", response_model=Page[AnswerLink], responses=refusals(NotPermitted))
    async def list_answer_links(ctx: Reader, filters: Annotated[AnswerLinkList, Query()]) -> Response:
        """List answer links, oldest first: whose, what for, and whether they still open. Never their addresses."""
        policy.require(ctx, "operations:read")
        return await ctx.page(listed, filters)

    @router.get("/{answer_link_id}", response_model=AnswerLink, responses=refusals(NotPermitted))
    async def read_answer_link(answer_link_id: UUID, ctx: Reader) -> Response:
        """Read one answer link."""
        policy.require(ctx, "operations:read")
        return await ctx.item(listed, answer_link_id, "answer link")

    @router.post("/{answer_link_id}/revoke", response_model=AnswerLink, responses=refusals(NotPermitted, WrongState))
    async def revoke_answer_link(answer_link_id: UUID, ctx: Annotated[Context, requires(REVOKE.door)]) -> Response:
        """Revoke an answer link at once, such as one of a mailbox others got into. What it asked is answered signed in."""
        policy.require(ctx, REVOKE.right)
        row = await ctx.row(AnswerLinkRow, LISTING, answer_link_id, "answer link", {}, lock=True)
        await REVOKE.check(ctx, row)
        end(row, ctx.now, EndedAs.REVOKED)
        await ctx.session.flush()
        return ctx.reply(await may.reply(ctx, AnswerLink, row, state=state_of(row, ctx)))

    return router
