"""HTTP of who calls: any valid token may ask, and is told of itself alone."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Response

from shared.context.context import Context
from shared.errors import refusals
from shared.web.me import service
from shared.web.me.known import Known
from shared.web.me.schemas import Me
from shared.web.requires import ANY_SCOPE, requires


def me(known: Iterable[Known]) -> APIRouter:
    """The room of whoever calls; `known` is what the service's rooms know of them."""
    router = APIRouter(prefix="/v1/me", tags=["me"])
    kept = tuple(known)

    @router.get("", response_model=Me, responses=refusals())
    async def read_me(ctx: Annotated[Context, requires(ANY_SCOPE)]) -> Response:
        """Read who the caller is: person or client, district, language, roles, scopes, covers, counts, session."""
        return ctx.reply(await service.read(ctx, kept))

    return router
