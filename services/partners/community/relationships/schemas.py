"""Wire models of relationships."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.partners.community.relationships.tables import RelationshipHealth, RelationshipWith
from services.partners.references import OrganizationReference
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Day, Kept, LongText, Patch, ShortText

COULD_GIVE = "What they could give besides, or more of."

RelationshipAct = Literal["change", "contacts"]


class Relationship(Kept):
    """A relationship of a school, or of the district when `school` is null, and who keeps it."""

    school: SchoolReference | None
    is_with: RelationshipWith
    organization: OrganizationReference | None
    colleague: StaffReference | None
    body: str | None
    owner: StaffReference | None = Field(description="null: whoever kept it works there no more.")
    aim: str | None
    could_give: str | None = Field(description=COULD_GIVE)
    next_step: str | None
    next_step_on: Day | None
    started_on: Day
    ended_on: Day | None
    ended_because: str | None
    last_contact_on: Day | None
    health: RelationshipHealth = Field(description="By `GET /v1/relationship-rules`, as of the day that has begun.")
    stale_since: Day | None
    may: list[RelationshipAct] = MAY_DO


class RelationshipCreate(Body):
    """A relationship with an organisation, a colleague or a body: one of the three."""

    school_id: UUID | None = Field(default=None, description="Omit for one of the district.")
    organization_id: UUID | None = None
    colleague_id: UUID | None = None
    body: ShortText | None = None
    owner_id: UUID
    aim: LongText | None = None
    could_give: LongText | None = Field(default=None, description=COULD_GIVE)
    next_step: ShortText | None = None
    next_step_on: Day | None = None
    started_on: Day | None = Field(default=None, description="Today when left out.")

    @model_validator(mode="after")
    def _is_with_one(self) -> "RelationshipCreate":
        if sum(one is not None for one in (self.organization_id, self.colleague_id, self.body)) != 1:
            raise ValueError("name an organization, a colleague or a body, and one of them alone")
        return self


class RelationshipUpdate(Patch):
    """A merge patch; whom it is with stays. `owner_id` hands it over, `ended_on` ends it."""

    owner_id: UUID = ABSENT
    aim: LongText | None = ABSENT
    could_give: LongText | None = ABSENT
    next_step: ShortText | None = ABSENT
    next_step_on: Day | None = ABSENT
    ended_on: Day | None = ABSENT
    ended_because: ShortText | None = ABSENT


class RelationshipList(Paging):
    """Filters of the list of relationships."""

    school_id: Several[UUID] | None = None
    organization_id: Several[UUID] | None = Field(
        default=None, description="With these organizations and those merged into them."
    )
    owner_id: SeveralPeople | None = None
    health: Several[RelationshipHealth] | None = None
    is_with: Several[RelationshipWith] | None = None
    next_step_before: Day | None = Field(default=None, description="Those whose next step is before this day.")
