"""What something is about: the noun of the API it speaks of, and where people open it in their front end."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.schemas import Reply


class AboutKind(StrEnum):
    """A thing of the API that has an id or, of what speaks of many, the list they are read in."""

    TASK = "task"
    PLAN = "plan"
    REVISION = "revision"
    BARRIER = "barrier"
    HANDOVER = "handover"
    DELEGATION = "delegation"
    ANNOUNCEMENT = "announcement"
    EMERGENCY_ACCESS = "emergency_access"
    MY_DAY = "my_day"
    ROLL_UP = "roll_up"
    ESCALATIONS = "escalations"


class About(Reply):
    """What a message, an event or a piece of work is about. A title never names a student."""

    kind: AboutKind
    id: UUID | None = Field(description="Null: it is about many. A revision is read by its plan's id and its number.")
    number: int | None = Field(description="A barrier's or a revision's.")
    title: str | None = Field(
        description="As it was called when it was told; null: it is not told here, read it at the thing itself."
    )
    link: str | None = Field(
        description="Where whoever it is for sees to it in the front end; null: there is none, or it is all said."
    )
