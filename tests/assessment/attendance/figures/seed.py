"""Figures, of which nobody is a row."""

from uuid import UUID

from tests.isolation.answers import EVERYBODY, FIGURES, LEADING

READS = (
    *("read_attendance_figures", "explain_attendance_figures", "read_attendance_trend", "compare_attendance_years"),
    *("read_attendance_change", "read_attendance_subgroups", "read_attendance_of_class"),
)
NO_LIST = dict.fromkeys(READS, FIGURES)
ANSWERED = {
    "read_attendance_trend": (LEADING, "figures of the caller's own schools, which have none"),
    "read_attendance_of_class": (EVERYBODY, "refused by name, whichever class it is"),
}
TO_MENTORS = {"read_attendance_of_class": "refused by name, whichever class it is"}
QUERIES = {
    "read_attendance_subgroups": {"dimension": "sex"},
    "read_attendance_of_class": {"class_id": str(UUID(int=1))},
}
