"""Wire models of preferences."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.notifications.recipients.preferences.rules import Weekday
from services.notifications.wording.templates.kinds import Kind
from shared.directory.references import ActorReference, StaffReference
from shared.schemas import ABSENT, ClockTime, Language, Moment, Patch, Reply, Zone


class InboxWish(StrEnum):
    """Whether messages of a kind appear in the inbox."""

    ON = "on"
    OFF = "off"


class EmailWish(StrEnum):
    """Whether messages of a kind go by e-mail: at once, not at all, together with others once a day, or only urgent ones at once.

    `urgent` is usual: what is urgent goes at once, the rest with others once a day.
    """

    URGENT = "urgent"
    ON = "on"
    OFF = "off"
    DAILY = "daily"


class Choice(Reply):
    """A person's choice for one kind of message, who set it (an unsubscribe link is `link`), and when."""

    inbox: InboxWish
    email: EmailWish
    urgent: bool = Field(description="Urgent messages always appear in the inbox.")
    set_at: Moment | None
    set_by: ActorReference | None
    by_link: bool = Field(description="Set by the link of an e-mail, which asks nobody who they are.")


class QuietHours(Reply):
    """E-mail waits from `starts_at` until `ends_at`, the local clock's; past midnight if it ends before it starts."""

    starts_at: ClockTime
    ends_at: ClockTime
    days: list[Weekday] = Field(description="The days on which it starts.")


class Preferences(Reply):
    """A person's choices, and what applies where they made none. Version 0: they never made any."""

    staff: StaffReference
    language: str | None
    language_used: str = Field(description="Theirs, else that of their staff record, else the district's.")
    timezone: str | None
    timezone_used: str = Field(description="Theirs, else the district's.")
    quiet_hours: QuietHours | None
    daily_at: ClockTime = Field(description="When `daily` e-mails are sent, local time.")
    choices: dict[Kind, Choice]
    version: int
    updated_at: Moment | None
    updated_by: ActorReference | None


class ChoicePatch(Patch):
    """A change of one kind's choice; null is what is usual: inbox `on`, email `urgent`."""

    inbox: InboxWish | None = ABSENT
    email: EmailWish | None = ABSENT


class QuietHoursPatch(Patch):
    """A change of the quiet hours; `days` null are all days."""

    starts_at: Annotated[ClockTime | None, Field(examples=["21:00"])] = ABSENT
    ends_at: Annotated[ClockTime | None, Field(examples=["06:30"])] = ABSENT
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = ABSENT


class PreferencesUpdate(Patch):
    """A merge patch; null goes back to what applies to everybody."""

    language: Language | None = ABSENT
    timezone: Zone | None = ABSENT
    quiet_hours: QuietHoursPatch | None = ABSENT
    daily_at: ClockTime | None = ABSENT
    choices: dict[Kind, ChoicePatch | None] | None = ABSENT
