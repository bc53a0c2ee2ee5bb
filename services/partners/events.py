"""What this service states. Each directory fact carries the whole row and its version, so copies need no order."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.events.event import Event


class DistrictRecorded(Event, type="partners.district.recorded.v1", subject="districts/{district_id}"):
    """The district's own facts."""

    district_id: UUID
    name: str
    timezone: str
    language: str
    version: int


class SchoolRecorded(Event, type="partners.school.recorded.v1", subject="schools/{school_id}"):
    """A school as it now stands."""

    school_id: UUID
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    tags: list[str]
    cohort: str | None
    opens_on: date | None
    closes_on: date | None
    version: int


class StaffRecorded(Event, type="partners.staff.recorded.v1", subject="staff/{staff_id}"):
    """A staff member's work facts as they now stand."""

    staff_id: UUID
    given_name: str
    family_name: str
    email: str | None
    language: str
    active: bool
    version: int


class RoleAssigned(Event, type="partners.role.assigned.v1", subject="role-assignments/{assignment_id}"):
    """Somebody holds a role, with or without a known end."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None
    version: int


class RoleEnded(Event, type="partners.role.ended.v1", subject="role-assignments/{assignment_id}"):
    """A role ended, or was given its last day."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date
    version: int


class AccessEnded(Event, type="partners.access.ended.v1", subject="access/{holder}/{holder_id}"):
    """Tokens of this person, client, session, or this one token, issued at or before `ended_at` are no longer good."""

    holder: Literal["person", "client", "session", "token"]
    holder_id: str
    ended_at: datetime
    reason: str


class ApplicationRecorded(Event, type="partners.application.recorded.v1", subject="applications/{application_id}"):
    """A registered front end as it now stands: the origins browsers may show replies to."""

    application_id: UUID
    origins: list[str]
    active: bool
    version: int


class PartyRecorded(Event, type="partners.party.recorded.v1", subject="parties/{party_id}"):
    """An outside party as it now stands: its ground, what it may get at most, until which day (included)."""

    party_id: UUID
    basis: str
    records: list[str]
    purposes: list[str]
    agreement_until: date | None
    sealed: bool
    active: bool
    version: int


class ConsentRecorded(Event, type="partners.consent.recorded.v1", subject="consents/{consent_id}"):
    """A consent as it now stands; both days included, and none from `revoked_at` on."""

    consent_id: UUID
    student_id: UUID
    party_id: UUID
    records: list[str]
    purpose: str
    starts_on: date
    expires_on: date
    revoked_at: datetime | None
    version: int


class EmergencyAccessFact(Event, type="", subject=""):
    """Somebody may read student records their roles do not show; why, no event says."""

    emergency_access_id: UUID
    staff_id: UUID
    school_id: UUID | None
    opened_at: datetime
    until: datetime


class EmergencyAccessOpened(
    EmergencyAccessFact, type="partners.emergency_access.opened.v1", subject="emergency-access/{emergency_access_id}"
):
    """From now on, at the school or (without one) in the whole district."""


class EmergencyAccessClosed(
    EmergencyAccessFact, type="partners.emergency_access.closed.v1", subject="emergency-access/{emergency_access_id}"
):
    """It is over since `until`."""
