"""Wire models of consents."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.privacy.consents.tables import SignedHow, Signer, Standing, Unfit
from services.partners.references import PartyReference
from shared.auth.legal_bases import RecordKind
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import MAY_DO, Body, Code, Day, Moment, Reply, ShortText

ConsentAct = Literal["revoke"]


class Consent(Reply):
    """A parent's or eligible student's consent: which records, for what, to whom, signed how and when."""

    id: UUID
    student_id: UUID
    school: SchoolReference | None
    records: list[RecordKind]
    purpose: str
    purpose_text: str
    party: PartyReference
    signed_by: Signer
    guardian_id: UUID | None
    signed_how: SignedHow
    electronic_method: str | None
    signed_on: Day
    starts_on: Day
    expires_on: Day = Field(description="The last day it holds.")
    document_reference: str
    standing: Standing = Field(
        description="Only what `stands` permits anything. `waits`: no student's school is known yet, as before the first "
        "roster; `unfit`: see `unfit_reason`."
    )
    unfit_reason: Unfit | None = Field(
        description="`not_the_schools_student`: the student was not its school's when it was signed; `signer_not_guardian`: "
        "the roster does not know the signer as one who answers for the student."
    )
    revoked_at: Moment | None
    revoked_by: Signer | None
    revoking_guardian_id: UUID | None
    may: list[ConsentAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class ConsentCreate(Body):
    """A consent as it was signed. Every part 34 CFR 99.30 wants must be there, else it is `consent_incomplete`."""

    student_id: UUID = Field(description="The student's id, as assessment gives it; one of the school's.")
    school_id: UUID | None = Field(
        default=None, description="The school that keeps it and whose leads see it; default: the district's office."
    )
    records: list[RecordKind] = Field(default=[], max_length=20, description="Required (99.30(b)(1)).")
    purpose: Code | None = Field(default=None, description="Required: a code of the party's purposes (99.30(b)(2)).")
    purpose_text: ShortText | None = Field(default=None, description="Required: the purpose as the signer read it.")
    party_id: UUID | None = Field(default=None, description="Required (99.30(b)(3)).")
    signed_by: Signer | None = Field(default=None, description="Required (99.30(a)).")
    guardian_id: UUID | None = Field(
        default=None, description="Required when a guardian signed: their id, as assessment gives it; no name."
    )
    signed_how: Literal["paper", "electronic", "oral"] | None = Field(
        default=None, description="Required. `oral` is refused as `oral_is_no_consent`."
    )
    electronic_method: Code | None = Field(
        default=None,
        description="Required when electronic: the method that identified and authenticated the signer (99.30(d)).",
    )
    signed_on: Day | None = Field(default=None, description="Required (99.30(a)).")
    starts_on: Day | None = Field(default=None, description="The first day it holds; `signed_on` when left out.")
    expires_on: Day = Field(description="The last day it holds, at most 1098 days after the first.")
    document_reference: ShortText | None = Field(default=None, description="Required: where the document is filed.")


class ConsentRevoke(Body):
    """Who revokes."""

    revoked_by: Signer
    guardian_id: UUID | None = Field(default=None, description="Required when a guardian revokes.")


class ConsentList(Paging):
    """Filters of the list of consents."""

    student_id: UUID | None = None
    party_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = None
    live_on: Day | None = Field(default=None, description="Not revoked, and holding on this day.")
