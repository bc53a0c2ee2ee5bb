"""Wire models of the means of access to attendance."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.assessment.attendance.access_arrangements.tables import (
    AccessData,
    AccessGround,
    AccessRhythm,
    ArrangementState,
    HolderKind,
    HolderRight,
)
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Kept, Moment, Patch, ShortText

Data = Annotated[list[AccessData], Field(min_length=1, max_length=3, description="What they get.")]
Schools = Annotated[
    list[UUID], Field(max_length=500, description="Of which schools' students; empty: of the whole district.")
]
AccessAct = Literal["change", "end"]


class AccessArrangementCreate(Body):
    """Somebody gets some of the attendance regularly. It gives them no right: roles, clients and agreements do."""

    title: ShortText
    holder_kind: HolderKind
    holder_id: UUID = Field(description="The staff member, the client or the party.")
    data: Data
    school_ids: Schools = []
    ground: AccessGround
    rhythm: AccessRhythm
    owner_id: UUID = Field(description="Who answers for it, and is asked when it is silent.")


class AccessArrangementUpdate(Patch):
    """A merge patch; who gets it stays."""

    title: ShortText = ABSENT
    data: Data = ABSENT
    school_ids: Schools = ABSENT
    ground: AccessGround = ABSENT
    rhythm: AccessRhythm = ABSENT
    owner_id: UUID = ABSENT


class AccessArrangement(Kept):
    """Who gets which attendance, on what ground, how often, and when last."""

    state: ArrangementState
    title: str
    holder_kind: HolderKind
    holder_id: UUID
    data: list[AccessData]
    school_ids: list[UUID]
    ground: AccessGround
    rhythm: AccessRhythm
    owner: StaffReference
    created_by: ActorReference
    last_used_at: Moment | None = Field(description="When they last read any of it, by the audit; nobody types it.")
    overdue: bool = Field(description="It has been silent longer than its rhythm, as found on the day's beginning.")
    silent_since: Moment | None = Field(description="When that was found.")
    holder_right: HolderRight = Field(
        description="Has the holder a right to all of it today, by role or agreement? Of a client its scopes say so."
    )
    ended_at: Moment | None
    may: list[AccessAct] = MAY_DO


class AccessArrangementList(Paging):
    """Filters of the list of arrangements."""

    state: Several[ArrangementState] | None = None
    holder_kind: Several[HolderKind] | None = None
    holder_id: Several[UUID] | None = None
    overdue: bool | None = None
