"""Events of proposals of triggers: ids and the district's own words, nothing else of a student."""

from uuid import UUID

from shared.events.event import Event


class AttendanceProposalMade(
    Event, type="assessment.attendance_proposal.made.v1", subject="attendance-proposals/{proposal_id}"
):
    """A trigger proposes something for a student; `version` rises when the same is proposed again after it was withdrawn."""

    proposal_id: UUID
    alert_id: UUID
    trigger_id: UUID
    tier: int
    student_id: UUID
    school_id: UUID
    school_year: str
    kind: str
    role: str
    version: int


class AttendanceProposalAccepted(
    Event, type="assessment.attendance_proposal.accepted.v1", subject="attendance-proposals/{proposal_id}"
):
    """Somebody accepted it: what it is of is to be done for the student."""

    proposal_id: UUID
    alert_id: UUID
    trigger_id: UUID
    tier: int
    student_id: UUID
    school_id: UUID
    school_year: str
    kind: str
    version: int


class AttendanceProposalDeclined(
    Event, type="assessment.attendance_proposal.declined.v1", subject="attendance-proposals/{proposal_id}"
):
    """Somebody declined it; why is read at the proposal."""

    proposal_id: UUID
    alert_id: UUID
    trigger_id: UUID
    tier: int
    student_id: UUID
    school_id: UUID
    school_year: str
    kind: str
    version: int


class AttendanceProposalWithdrawn(
    Event, type="assessment.attendance_proposal.withdrawn.v1", subject="attendance-proposals/{proposal_id}"
):
    """Nobody need decide any more: `because` is `undone`, `left`, `year_ended` or `retired`."""

    proposal_id: UUID
    alert_id: UUID
    trigger_id: UUID
    tier: int
    student_id: UUID
    school_id: UUID
    school_year: str
    kind: str
    because: str
    version: int
