"""Wire models of the contact log."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.partners.community.contact_log.tables import ContactWay
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, Kept, LongText, Moment, ShortText

ContactLogAct = Literal["delete"]


class ContactLogEntry(Kept):
    """Somebody of the staff was in touch, on a day."""

    relationship_id: UUID
    school: SchoolReference | None
    happened_on: Day
    way: ContactWay
    organization_contact_id: UUID | None = Field(description="With whom there.")
    by: StaffReference | None
    note: str | None
    withdrawn_at: Moment | None = Field(description="Taken back; in lists with `updated_since` only.")
    may: list[ContactLogAct] = MAY_DO


class ContactLogCreate(Body):
    """Somebody was in touch; with it the next step may be said anew."""

    happened_on: Day
    way: ContactWay
    organization_contact_id: UUID | None = None
    by_id: UUID | None = Field(default=None, description="Of the staff; whoever calls, when left out.")
    note: LongText | None = None
    next_step: ShortText | None = Field(default=None, description="With its day: said in place of the relationship's.")
    next_step_on: Day | None = None

    @model_validator(mode="after")
    def _has_a_step(self) -> "ContactLogCreate":
        if self.next_step_on is not None and self.next_step is None:
            raise ValueError("next_step_on goes with next_step")
        return self


class ContactLogList(Paging):
    """Filters of the contact log."""

    relationship_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = None
    way: Several[ContactWay] | None = None
    by_id: SeveralPeople | None = None
    from_day: Day | None = Field(default=None, description="On this day or later.")
    to_day: Day | None = Field(default=None, description="On this day or earlier.")
