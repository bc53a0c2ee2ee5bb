"""Wire models of directory information."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.assessment.privacy.directory_information.tables import DirectoryType, OptedOutBy
from services.assessment.records.student_records.schemas import AttendedSchool, Grade
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Body, Code, Day, Moment, Reply, ShortText


class DirectoryPolicy(Reply):
    """The district's public notice of directory information. Version 0: none was given."""

    types: list[DirectoryType]
    party_ids: list[UUID] | None
    purposes: list[str] | None
    notice_on: Day | None
    refuse_until: Day | None
    version: int


class DirectoryPolicyBody(Body):
    """The public notice as it was given (34 CFR 99.37)."""

    types: list[DirectoryType] = Field(min_length=1, max_length=20, description="The types the notice designates.")
    party_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Only to these parties (99.37(d)); null is any."
    )
    purposes: Annotated[list[Code], Field(min_length=1, max_length=50)] | None = Field(
        default=None, description="Only for these purposes (99.37(d)); null is any."
    )
    notice_on: Day
    refuse_until: Day = Field(
        description="The last day to opt out; directory information may be disclosed from the day after."
    )


class DirectoryOptOut(Reply):
    """Whether a student's directory information is refused, and by whom."""

    student_id: UUID
    opted_out: bool
    opted_out_by: OptedOutBy | None
    guardian_id: UUID | None
    received_on: Day | None
    source: str | None
    document_reference: str | None
    withdrawn_at: Moment | None


class DirectoryOptOutBody(Body):
    """A refusal as it was received."""

    opted_out_by: OptedOutBy
    guardian_id: UUID | None = Field(default=None, description="Required when a guardian refused.")
    received_on: Day
    source: Code = Field(
        description="How it was received, in the district's own terms: enrollment_form, letter, portal."
    )
    document_reference: ShortText | None = None


class DirectoryEntry(Reply):
    """What may be disclosed about a student: every field the public notice does not designate is null."""

    id: UUID
    given_name: str | None
    family_name: str | None
    preferred_given_name: str | None
    preferred_family_name: str | None
    grade: str | None
    school: SchoolReference | None
    schools: list[AttendedSchool] | None = Field(description="Every school they attend today, `school` first.")
    birth_date: date | None
    updated_at: Moment


class DirectoryList(Paging):
    """Filters of directory information. By a type the notice does not designate nothing is found."""

    school_id: Several[UUID] | None = None
    grade: Several[Grade] | None = None
