"""Events of roster imports."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.events.event import Event, Part
from shared.events.provable import Provable

IMPORTED = Provable(
    right="roster:write",
    fields={"state": ()},
    place=None,
    said={"en": "a roster import ended", "es": "terminó una importación de matrícula"},
)


class RosterImportRequested(Event, type="assessment.roster_import.requested.v1", subject="roster-imports/{import_id}"):
    """A roster bundle waits to be imported by this service's own worker."""

    import_id: UUID


class FileCounts(Part):
    """What became of the rows of one file; rows read are written, unchanged, deleted or faulty, or repeat what is gone."""

    read: int
    written: int
    unchanged: int
    deleted: int
    faulty: int


class RosterImportFinished(
    Event, type="assessment.roster_import.finished.v1", subject="roster-imports/{import_id}", provable=IMPORTED
):
    """An import job finished or failed."""

    import_id: UUID
    state: Literal["finished", "finished_with_faults", "failed", "validated"]
    counts: dict[str, FileCounts]


class ListedSchool(Part):
    """A school as the roster lists it; `closes_on` is the day the roster dropped it."""

    school_id: UUID
    source_id: str
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    closes_on: date | None


class SchoolsListed(Event, type="assessment.schools.listed.v1", subject="rosters/{source}/schools"):
    """Schools that are new or changed, 200 at most; `listed_at` is when the roster was sent."""

    source: str
    listed_at: datetime
    schools: list[ListedSchool]


class ListedRole(Part):
    """A staff role in OneRoster's word; without a school it is held for the district.

    `row`: which data row of the bundle's `roles_file` lists it; null of one that the bundle does not.
    """

    assignment_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None
    row: int | None = None


class ListedStaff(Part):
    """A staff member with every role the roster lists."""

    staff_id: UUID
    source_id: str
    given_name: str
    family_name: str
    email: str | None
    active: bool
    roles: list[ListedRole]


class StaffListed(Event, type="assessment.staff.listed.v1", subject="rosters/{source}/staff"):
    """Staff who are new or changed, 100 at most, by an import.

    `listed_at` is when the roster was sent, `sent_by` the person who did it, or `client_id` the client.
    """

    source: str
    listed_at: datetime
    sent_by: UUID | None = None
    client_id: UUID | None = None
    import_id: UUID | None = None
    roles_file: Literal["roles", "users"] | None = None
    staff: list[ListedStaff]


class Placement(Part):
    """The schools whose student somebody is; `active`: the roster lists them. No name, grade, band or language."""

    student_id: UUID
    school_ids: list[UUID]
    active: bool


class PlacementsListed(Event, type="assessment.placements.listed.v1", subject="rosters/{source}/placements"):
    """Where students are, 500 at most: all of them after a whole roster, those who are new or changed after a delta.

    `listed_at` is when the roster was sent: of two the later holds.
    """

    source: str
    listed_at: datetime
    placements: list[Placement]


class SchoolYearListed(Event, type="assessment.school_year.listed.v1", subject="school-years/{school_year_id}"):
    """A school year that is new or changed; `listed_at` is when the roster was sent."""

    school_year_id: UUID
    listed_at: datetime
    title: str
    starts_on: date
    ends_on: date


class ListedTerm(Part):
    """A semester, term or grading period of a school year; `deleted` when the roster dropped it."""

    term_id: UUID
    school_year_id: UUID
    kind: Literal["semester", "term", "grading_period"]
    code: str
    title: str
    starts_on: date
    ends_on: date
    deleted: bool


class TermsListed(Event, type="assessment.terms.listed.v1", subject="rosters/{source}/terms"):
    """Terms that are new or changed, 200 at most; `listed_at` is when the roster was sent."""

    source: str
    listed_at: datetime
    terms: list[ListedTerm]
