"""HTTP of what is missing before a district can work, for its stewards."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Response

from shared.auth.policy import Policy
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires
from shared.web.setup import service
from shared.web.setup.checks import Check
from shared.web.setup.schemas import Setup


def setup(policy: Policy, checks: Iterable[Check]) -> APIRouter:
    """The room of what is missing; `checks` are what the service's rooms look for."""
    router = APIRouter(prefix="/v1/setup", tags=["setup"])
    kept = tuple(checks)

    @router.get("", response_model=Setup, responses=refusals(NotPermitted))
    async def read_setup(ctx: Annotated[Context, requires("operations:read")]) -> Response:
        """Read what this service misses before the district can work, each with who can mend it and by which call."""
        policy.require(ctx, "operations:read")
        return ctx.reply(await service.read(ctx, kept))

    return router
