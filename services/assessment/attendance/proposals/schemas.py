"""Wire models of proposals of triggers."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.assessment.attendance.proposals.tables import AttendanceProposalState, WithdrawnBecause
from services.assessment.references import TriggerReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, SchoolReference
from shared.schemas import MAY_DO, Body, Code, Instant, Kept, Moment, Reply, RoleCode, ShortText, Truth, Whole

AttendanceProposalAct = Literal["accept", "decline"]
DecidedIn = Annotated[Whole, Field(ge=1, le=60, description="School days within which somebody decides.")]


class ProposedWork(Body):
    """Work that is asked for once a proposal is accepted; its owner says when it is done."""

    role: RoleCode = Field(description="Whose it is, of the student's school.")
    school_days: Whole = Field(default=10, ge=1, le=60, description="School days from the decision on.")


class ProposedBody(Body):
    """What is proposed for whoever meets a trigger."""

    kind: Code = Field(
        description="What it is of, a short code of the district's own; other systems go by it.",
        examples=["success_mentor"],
    )
    title: ShortText = Field(examples=["A success mentor"])
    role: RoleCode | None = Field(default=None, description="Who decides; null: the trigger's role.")
    school_days: DecidedIn = 5
    tells: Truth = Field(default=True, description="Ask whoever decides by a task, which says how many there are.")
    asks_for: ProposedWork | None = Field(default=None, description="Null: accepting asks nobody for anything.")


class ProposalFacts(Reply):
    """How the student stood when it was made."""

    value: int = Field(
        description="Days missed in a row, in all, at the band, or more than before, as the trigger goes."
    )
    began_on: date
    days_absent: int | None
    days_enrolled: int | None
    band: str | None
    as_of: date | None = Field(description="Every school day up to it was reported in full.")


class AskedForReply(Reply):
    """The work it asks for once it is accepted."""

    role: str
    school_days: int


class AttendanceProposal(Kept):
    """What a tier of a trigger proposes for a student. `trigger_version` is the trigger's, which never changes again."""

    trigger: TriggerReference
    trigger_version: int
    tier: int
    alert_id: UUID
    student_id: UUID
    school: SchoolReference
    school_year: str
    kind: str
    title: str
    role: str = Field(description="Who decides, of the school, else for the district.")
    school_days: int = Field(description="School days within which.")
    asks_for: AskedForReply | None
    facts: ProposalFacts
    state: AttendanceProposalState
    is_met: bool = Field(description="Is the trigger met now? Of one that was accepted it may be no longer.")
    made_at: Moment
    decided_at: Moment | None
    decided_by: ActorReference | None
    reason: str | None = Field(description="Why it was declined.")
    withdrawn_at: Moment | None
    withdrawn_because: WithdrawnBecause | None
    may: list[AttendanceProposalAct] = MAY_DO


class AttendanceProposalList(Paging):
    """Filters of the list of proposals."""

    state: Several[AttendanceProposalState] | None = None
    kind: Several[Code] | None = None
    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    trigger_id: Several[UUID] | None = None
    since: Instant | None = Field(default=None, description="Made from this moment on.")


class AttendanceProposalDecline(Body):
    """Why not: read at the proposal, told to nobody."""

    reason: ShortText
