"""Wire models of announcements."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.notifications.messages.deliveries.tables import Channel, Reason, State
from shared.context.paging import Paging
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import NO_NUL, Body, Code, Moment, Reply, ShortText, Whole

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000, pattern=NO_NUL)]


class Audience(Body):
    """Who is notified: whoever holds one of the roles at one of the schools today, and the staff named, whatever they hold.

    Roles without schools: wherever they are held. Schools or tags without roles: the district's own staff there.
    """

    roles: Annotated[list[Code], Field(max_length=30)] = []
    school_ids: Annotated[list[UUID], Field(max_length=2_000)] = []
    school_tags: Annotated[list[ShortText], Field(max_length=50, description="Schools with any of these.")] = []
    staff_ids: Annotated[list[UUID], Field(max_length=5_000)] = []


class AnnouncementPreview(Body):
    """Whom an announcement would reach."""

    audience: Audience


class AnnouncementCreate(Body):
    """An announcement and its audience. `expected_count` is the count the preview showed: with any other nothing is sent."""

    title: ShortText
    body: Words = Field(description="Plain text, as people will read it.")
    audience: Audience
    expected_count: Annotated[Whole, Field(ge=1)]


class RoleCount(Reply):
    """People of the audience who hold this role today; somebody with two roles counts with both."""

    role: str
    count: int


class SchoolCount(Reply):
    """People of the audience who hold a role at this school today."""

    school: SchoolReference
    count: int


class Suppressed(Reply):
    """People a channel will not reach, and why."""

    channel: Channel
    reason: Reason
    count: int


class Reach(Reply):
    """What would happen now, by channel."""

    inbox: int = Field(description="People in whose inbox it would appear.")
    email: int = Field(description="E-mails that would be sent at once.")
    waiting: int = Field(description="E-mails that would wait for the end of quiet hours.")
    held: int = Field(description="E-mails that would be sent with others once a day.")
    suppressed: list[Suppressed]


class AudiencePreview(Reply):
    """Who would be notified, before anybody is."""

    count: int = Field(description="Send this as `expected_count`.")
    by_role: list[RoleCount]
    by_school: list[SchoolCount] = Field(description="The fifty schools with the most people.")
    school_count: int
    reach: Reach
    sample: list[StaffReference] = Field(description="Five of the staff, at most.")


class DeliveryCount(Reply):
    """How many deliveries are in which state."""

    channel: Channel
    state: State
    reason: Reason | None
    count: int


class AnnouncementSummary(Reply):
    """An announcement as a line of a list."""

    id: UUID
    title: str
    audience: Audience
    recipient_count: int
    version: int
    created_by: ActorReference
    created_at: Moment
    updated_at: Moment


class Announcement(AnnouncementSummary):
    """An announcement, and its outcome on each channel."""

    body: str
    deliveries: list[DeliveryCount]


class AnnouncementList(Paging):
    """Filters of the list of announcements."""
