"""Counts of students leave by one door: nothing else reads the tables they are counted from."""

from tests.code_sites import says, sites

#: What reads how students stand: it shows rows, whose readers see each of these students, or writes them.
ROWS = {
    # Whether there is any, and of whom they have to be worked out anew.
    "services/assessment/attendance/standings/repository.py::is_any",
    "services/assessment/attendance/standings/repository.py::lengthen",
    "services/assessment/attendance/standings/repository.py::moved_since",
    "services/assessment/attendance/standings/repository.py::years_of",
    "services/assessment/attendance/standings/repository.py::stand",
    "services/assessment/attendance/standings/service.py::listed",
    # Whom a trigger is met by; whoever tries one reads each of these students.
    "services/assessment/attendance/triggers/repository.py::look",
    "services/assessment/attendance/triggers/repository.py::tried",
    # How a student stood is the reason of what is proposed for them.
    "services/assessment/attendance/proposals/repository.py::follow",
    # The same of an early-warning rule.
    "services/assessment/indicators/indicator_rules/conditions.py::_attendance",
    # And whom it has to be held against anew.
    "services/assessment/indicators/indicator_rules/repository.py::moved_since",
}
DOOR = "services/assessment/attendance/figures/repository.py::"


def test_students_are_counted_in_figures_alone() -> None:
    read = sites(
        says(r"\b(from|join|into|update)\s+attendance_standings\b"), says(r"\battendance_figure_(members|snapshots)\b")
    )
    assert {site for site in read if not site.startswith(DOOR)} == ROWS
    assert f"{DOOR}counted" in read
