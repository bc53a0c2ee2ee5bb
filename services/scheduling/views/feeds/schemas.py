"""Wire models of feeds."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.views.feeds.tables import FeedKind
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, Moment, Reply, Truth

FeedAct = Literal["revoke"]


class Feed(Reply):
    """A calendar somebody subscribes to, without its address."""

    id: UUID
    kind: FeedKind
    staff: StaffReference = Field(description="Who made it: it holds what they may see when it is fetched.")
    school: SchoolReference | None = Field(description="school: whose tasks it holds.")
    include_calendar: bool
    last_used_on: Day | None = Field(description="The last day it was fetched.")
    revoked_at: Moment | None
    may: list[FeedAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class FeedWithUrl(Feed):
    """A new feed. Its address is shown this once; whoever has it reads the feed."""

    url: str = Field(description="The secret address to subscribe to in a calendar program.")


class FeedCreate(Body):
    """A new feed."""

    kind: FeedKind = Field(
        description="person: the tasks you own, and those of whom you act for. school: every task of one school."
    )
    school_id: UUID | None = Field(default=None, description="school: which one.")
    include_calendar: Truth = Field(
        default=False,
        description="Days without school too: those of the school; without one, or with roles at several, the district's.",
    )
