"""HTTP of what a service has asked of people: how scheduling answered, and what is settled."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from shared.asked_work.tables import AskedState, AskedWorkRow, SettledAs
from shared.auth.policy import Policy
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.context.several import Several
from shared.errors import NotPermitted, refusals
from shared.schemas import Code, Day, Moment, Page, Reply
from shared.web.requires import requires


class AskedWish(Reply):
    """Whom it is asked of, by when, and in which words: a code of the catalogue with values that name no student."""

    school_id: UUID | None
    owned_by: Literal["one", "each", "any"]
    role: str | None
    person_id: UUID | None
    due_on: Day | None
    due_after: Day | None
    school_days: int | None
    text_code: str
    text_values: dict[str, Any]
    link: str
    closes_by: Literal["origin", "hand"]


class AskedWork(Reply):
    """What is asked of people for a thing of this service."""

    id: UUID
    origin_type: str
    origin_id: UUID
    wish: AskedWish
    wish_version: int = Field(description="Goes up with each change of the wish, and when it is settled.")
    state: AskedState = Field(
        description="asked: said to scheduling. taken: it made tasks of it. refused: it could not, see `reason`. settled: over."
    )
    reason: Code | None = Field(description="Why scheduling refused it.")
    due_on: Day | None = Field(description="The day scheduling found it due.")
    task_count: int | None = Field(description="Of how many people it is asked.")
    answered_at: Moment | None
    settled_as: SettledAs | None
    settled_on: Day | None
    version: int
    created_at: Moment
    updated_at: Moment


class AskedWorkList(Paging):
    """Filters of the list of what is asked."""

    state: Several[AskedState] | None = None


LISTING = listing(AskedWorkRow, AskedWork, AskedWorkList)


def asked_work(policy: Policy) -> APIRouter:
    """The room of what a service has asked; its stewards read it."""
    router = APIRouter(prefix="/v1/asked-work", tags=["asked work"])

    @router.get("", response_model=Page[AskedWork], responses=refusals(NotPermitted))
    async def list_asked_work(
        ctx: Annotated[Context, requires("operations:read")], filters: Annotated[AskedWorkList, Query()]
    ) -> Response:
        """List what this service has asked people to do, and what scheduling made of it."""
        policy.require(ctx, "operations:read")
        return await ctx.page(LISTING, filters)

    return router
