"""Wire models of emergency access."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.partners.privacy.emergency_access.tables import Outcome
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import MAY_DO, NO_NUL, Body, Moment, Reply, Whole

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=10_000, pattern=NO_NUL)]
Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=NO_NUL)]


EmergencyAct = Literal["close", "review"]


class EmergencyAccess(Reply):
    """Records read because of a threat. Open until `until`, or `closed_at`; then owed a review."""

    id: UUID
    staff: StaffReference
    school: SchoolReference | None = Field(description="null: in the whole district.")
    records: list[Literal["roster"]]
    reason: str
    disclosed_to: str
    opened_at: Moment
    until: Moment
    closed_at: Moment | None
    outcome: Outcome | None
    review_note: str | None
    reviewed_at: Moment | None
    reviewed_by: StaffReference | None
    may: list[EmergencyAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class EmergencyAccessOpen(Body):
    """Why somebody must read at once what their roles do not show them (34 CFR 99.36)."""

    reason: Reason = Field(
        description="The articulable and significant threat to the health or safety of a student or others, in at least 20 "
        "characters. Kept here for the record of 34 CFR 99.32(a)(5); sent to nobody by event or e-mail."
    )
    disclosed_to: Written = Field(description="To whom the records may be disclosed: `County sheriff, Deputy Ames`.")
    school_id: UUID | None = Field(default=None, description="A school of yours; leave out for the whole district.")
    records: list[Literal["roster"]] = Field(default=["roster"], min_length=1, max_length=1)
    minutes: Whole = Field(default=60, ge=1, le=240)


class EmergencyAccessReview(Body):
    """The finding of a reviewer other than the person who opened it."""

    outcome: Outcome
    note: Written


class EmergencyAccessList(Paging):
    """Filters of the list of emergency access."""

    staff_id: SeveralPeople | None = None
    school_id: Several[UUID] | None = None
    open: bool | None = None
    reviewed: bool | None = Field(default=None, description="false: over, and the review outstanding.")
