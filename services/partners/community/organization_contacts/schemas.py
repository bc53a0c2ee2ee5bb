"""Wire models of contacts of organisations."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.partners.community.organization_contacts.tables import WritingConsent
from services.partners.references import OrganizationReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Day, Email, Kept, Language, Moment, Patch, ShortText, Truth

Phone = Annotated[str, StringConstraints(min_length=3, max_length=40, pattern=r"^[0-9+(][0-9 ().+/x-]*$")]
HOW = "How they said so: by a form, in a mail, in person, and to whom."

OrganizationContactAct = Literal["change", "delete"]


class OrganizationContact(Kept):
    """Somebody at an organisation, no staff of the district; removed, nothing of them is kept."""

    organization: OrganizationReference
    given_name: str | None
    family_name: str | None
    title: str | None = Field(description="What they do there.")
    email: str | None
    phone: str | None
    language: str = Field(description="In which they are written to.")
    is_main: bool = Field(description="Whom to turn to first.")
    writing_consent: WritingConsent
    writing_consent_on: Day | None
    writing_consent_how: str | None = Field(description=HOW)
    active: bool = Field(description="Are they there still?")
    removed_at: Moment | None
    may: list[OrganizationContactAct] = MAY_DO


class OrganizationContactCreate(Body):
    """Somebody at an organisation. Nobody is written to who did not agree."""

    organization_id: UUID
    given_name: ShortText
    family_name: ShortText
    title: ShortText | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language = "en"
    is_main: Truth = False
    writing_consent: WritingConsent = WritingConsent.NOT_ASKED
    writing_consent_on: Day | None = None
    writing_consent_how: ShortText | None = Field(default=None, description=HOW)
    active: Truth = True


class OrganizationContactUpdate(Patch):
    """A merge patch."""

    given_name: ShortText = ABSENT
    family_name: ShortText = ABSENT
    title: ShortText | None = ABSENT
    email: Email | None = ABSENT
    phone: Phone | None = ABSENT
    language: Language = ABSENT
    is_main: Truth = ABSENT
    writing_consent: WritingConsent = ABSENT
    writing_consent_on: Day | None = ABSENT
    writing_consent_how: ShortText | None = ABSENT
    active: Truth = ABSENT


class OrganizationContactList(Paging):
    """Filters of the list of contacts."""

    organization_id: Several[UUID] | None = Field(
        default=None, description="Those of these organizations and of the ones merged into them."
    )
    writing_consent: Several[WritingConsent] | None = None
    active: bool | None = None
