"""HTTP of what people answer by a link in an e-mail, and of those links for district IT."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifications.occasions.answers import service
from services.notifications.occasions.answers.schemas import AnswerLink, AnswerLinkList
from services.notifications.occasions.answers.transitions import REVOKE
from services.notifications.occasions.escalations.answering import ACKNOWLEDGE, PURPOSE
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.schemas import Page
from shared.web.answers import answers
from shared.web.requires import requires

router = APIRouter(prefix="/v1/answer-links", tags=["answer links"])
routers = (router, answers({PURPOSE: ACKNOWLEDGE}))
Reader = Annotated[Context, requires("operations:read")]


@router.get("", response_model=Page[AnswerLink], responses=refusals(NotPermitted))
async def list_answer_links(ctx: Reader, filters: Annotated[AnswerLinkList, Query()]) -> Response:
    """List answer links, oldest first: whose, what for, and whether they still open. Never their addresses."""
    return await service.listed(ctx, filters)


@router.get("/{answer_link_id}", response_model=AnswerLink, responses=refusals(NotPermitted))
async def read_answer_link(answer_link_id: UUID, ctx: Reader) -> Response:
    """Read one answer link."""
    return await service.read(ctx, answer_link_id)


@router.post("/{answer_link_id}/revoke", response_model=AnswerLink, responses=refusals(NotPermitted, WrongState))
async def revoke_answer_link(answer_link_id: UUID, ctx: Annotated[Context, requires(REVOKE.door)]) -> Response:
    """Revoke an answer link at once, such as one of a mailbox others got into. What it asked is answered signed in."""
    return ctx.reply(await service.revoke(ctx, answer_link_id))
