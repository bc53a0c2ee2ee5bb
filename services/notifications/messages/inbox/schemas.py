"""Wire models of a person's inbox."""

from uuid import UUID

from pydantic import Field

from services.notifications.references import PlanReference
from services.notifications.wording.templates.kinds import Kind
from shared.about import About
from shared.context.paging import Paging
from shared.schemas import Moment, Reply


class InboxEntry(Reply):
    """A message as a line of the inbox."""

    id: UUID
    kind: Kind
    about: About
    plan: PlanReference | None
    language: str
    subject: str
    because: str | None = Field(
        description="Why the person is told, in the message's language; it stands behind the word because."
    )
    path: str | None = Field(
        description="The API's path of what it speaks of, of whichever service; null: it is all said."
    )
    read_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment


class InboxMessage(InboxEntry):
    """A message to read, in the person's language."""

    text: str
    html: str


class InboxList(Paging):
    """Filters of the inbox."""

    unread: bool | None = Field(default=None, description="Only unread messages, or only read ones.")


class UnreadCount(Reply):
    """How many messages the person has not read."""

    unread: int
