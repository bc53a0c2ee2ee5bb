"""Wire models of staff."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.partners.references import PartyReference
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several
from shared.schemas import (
    ABSENT,
    MAY_DO,
    NO_NUL,
    Body,
    Email,
    Language,
    Moment,
    Patch,
    Reply,
    ShortText,
    SourceId,
    Truth,
)

StaffAct = Literal["change"]


class Staff(Reply):
    """A staff member's work facts."""

    id: UUID
    given_name: str
    family_name: str
    email: str | None
    language: str
    active: bool = Field(description="Set by the roster or an administrator: false for people who left.")
    account_active: bool = Field(
        description="Set by the identity provider over SCIM. People can sign in only while both are true."
    )
    source_id: str | None
    party: PartyReference | None = Field(
        description="The outside organisation (`/v1/parties`) they work for, on whose legal basis they read student "
        "records; null is the district itself, whose people are school officials (34 CFR 99.31(a)(1))."
    )
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[StaffAct] = MAY_DO


class StaffCreate(Body):
    """A staff member who is in no roster."""

    given_name: ShortText
    family_name: ShortText
    email: Email | None = None
    language: Language = "en"
    active: Truth = True
    source_id: SourceId | None = None
    party_id: UUID | None = None


class StaffUpdate(Patch):
    """A merge patch."""

    given_name: ShortText = ABSENT
    family_name: ShortText = ABSENT
    email: Email | None = ABSENT
    language: Language = ABSENT
    active: Truth = ABSENT
    party_id: UUID | None = ABSENT


class StaffCreates(Body):
    """Many staff members."""

    items: rows_of(StaffCreate)  # type: ignore[valid-type]


class StaffList(Paging):
    """Filters of the list of staff."""

    sort: ByChange | None = SORT
    active: bool | None = Field(default=None, description="true: only people who may get in, by either word.")
    party_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = Field(
        default=None, description="Who holds a role at this school, past roles included."
    )
    email: Annotated[str, StringConstraints(max_length=254, pattern=NO_NUL)] | None = None
