"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.assessment",
    "roster.roster_imports",
    "roster.roster_thresholds",
    "roster.roster_sources",
    "roster.students",
    "roster.student_identities",
    "attendance.codes",
    "attendance.definitions",
    "attendance.standings",
    "attendance.triggers",
    "attendance.batches",
    "attendance.school_enrollments",
    "attendance.corrections",
    "attendance.figure_settings",
    "attendance.figures",
    "roster.student_demographics",
    "roster.student_contacts",
    "support.caseloads",
    "measures.subjects",
    "measures.instruments",
    "measures.administrations",
    "privacy.directory_information",
    "privacy.disclosures",
    "feeds.sent_rows",
    "records.student_records",
    "records.roster_listings",
    # Its path is of any two words: those of others come first.
    "roster.pushed_students",
    "asking.asked_work",
)
