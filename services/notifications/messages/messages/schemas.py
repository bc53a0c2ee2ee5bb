"""Wire models of messages."""

from uuid import UUID

from pydantic import Field

from services.notifications.messages.deliveries.schemas import Delivery
from services.notifications.messages.messages.payloads import Facts
from services.notifications.references import PlanReference
from services.notifications.wording.templates.kinds import Kind
from shared.about import About
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several, SeveralPeople
from shared.directory.references import StaffReference
from shared.schemas import Moment, Reply


class Message(Reply):
    """A message to one person, sent once. `language` is the language it is written in."""

    id: UUID
    recipient: StaffReference
    kind: Kind
    about: About = Field(description="As its recipient sees it.")
    plan: PlanReference | None
    language: str
    facts: Facts
    read_at: Moment | None
    undone_at: Moment | None = Field(
        description="When what it tells was undone, or said anew, before its e-mail had left: none is sent."
    )
    version: int
    created_at: Moment
    updated_at: Moment


class MessageDetail(Message):
    """A message and its outcome on each channel."""

    deliveries: list[Delivery]


class MessageList(Paging):
    """Filters of the list of messages."""

    sort: ByChange | None = SORT
    recipient_id: SeveralPeople | None = None
    kind: Several[Kind] | None = None
    plan_id: Several[UUID] | None = Field(default=None, description="Only messages about this plan.")
