"""Wire models of delegations."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, Moment, Reply, ShortOrNone

DelegationAct = Literal["end"]


class Delegation(Reply):
    """Somebody does an absent person's tasks. It holds from `starts_on` to `ends_on`, both included, unless `ended_at` is set."""

    id: UUID
    from_: StaffReference = Field(alias="from", description="Who is absent.")
    to: StaffReference = Field(description="Who acts for them.")
    school: SchoolReference | None = Field(
        description="The school it is for; null: wherever the absent person has tasks."
    )
    starts_on: Day
    ends_on: Day
    reason: str
    began_at: Moment | None = Field(description="When its start was announced.")
    ended_at: Moment | None = Field(description="When it ended: by hand, by its last day, or because somebody left.")
    may: list[DelegationAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class DelegationCreate(Body):
    """An absence of at most a year, from today or later, and the delegate. The reason is shown to both and to their leads."""

    from_id: UUID
    to_id: UUID
    school_id: UUID | None = None
    starts_on: Day
    ends_on: Day
    reason: ShortOrNone = ""


class DelegationList(Paging):
    """Filters of the list of delegations."""

    from_id: SeveralPeople | None = None
    to_id: SeveralPeople | None = None
    school_id: Several[UUID] | None = Field(
        default=None, description="Those that hold at this school, also by holding everywhere."
    )
    ended: bool | None = Field(
        default=None, description="false: only those that hold or will; true: only those that are over."
    )
