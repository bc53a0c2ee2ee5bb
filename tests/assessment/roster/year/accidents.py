"""What goes wrong with exports, and how each of it has to be told."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.assessment import bundles
from tests.assessment.bundles import pack
from tests.assessment.roster.roster_imports.factories import Files
from tests.assessment.roster.year.truth import GRADES


def as_it_is(found: Files) -> bytes:
    return pack(found)


def a_file_missing(found: Files) -> bytes:
    """The manifest names a file that the zip does not hold."""
    entries = {f"{name}.csv": bundles.text(rows) for name, rows in found.items() if name != "enrollments"}
    return bundles.zipped({"manifest.csv": bundles.manifest(dict.fromkeys(found, "bulk")), **entries})


def halved(found: Files) -> bytes:
    """The export broke off: every file has half of its rows."""
    return pack({name: rows[: (len(rows) + 1) // 2] for name, rows in found.items()})


def doubled(found: Files) -> bytes:
    """Two runs wrote into one file."""
    return pack({name: rows * 2 for name, rows in found.items()})


def required_renamed(found: Files) -> bytes:
    return _renamed(found, "users", "familyName", "lastName")


def optional_renamed(found: Files) -> bytes:
    return _renamed(found, "users", "grades", "grade")


def _renamed(found: Files, file: str, column: str, other: str) -> bytes:
    rows = [{other if name == column else name: cell for name, cell in row.items()} for row in found[file]]
    return pack({**found, file: rows})


def renumbered(found: Files) -> bytes:
    """Another system's numbers for all students."""
    mine = {row["sourcedId"] for row in found["demographics"]}
    for rows in found.values():
        for row in rows:
            for column in ("sourcedId", "userSourcedId"):
                if row.get(column) in mine:
                    row[column] = f"9{row[column]}"
    return pack(found)


def without_staff(found: Files) -> bytes:
    """The staff's part of the export is empty."""
    staff = {row["userSourcedId"] for row in found["roles"] if row["role"] in ("teacher", "principal")}
    for name, rows in found.items():
        found[name] = [row for row in rows if not staff & {row["sourcedId"], row.get("userSourcedId")}]
    return pack(found)


def of_last_year(found: Files) -> bytes:
    """What was true a year ago: other sessions and classes, everybody a grade lower, who began since not there."""
    (year,) = found["academicSessions"]
    now, then = year["sourcedId"], f"y{int(year['schoolYear']) - 1}"
    began = {row["sourcedId"] for row in found["users"] if row["grades"] == GRADES[0]}
    for name, rows in found.items():
        kept = [row for row in rows if not began & {row["sourcedId"], row.get("userSourcedId")}]
        found[name] = [{column: _aged(column, cell, now, then) for column, cell in row.items()} for row in kept]
    found["academicSessions"][0]["schoolYear"] = str(int(year["schoolYear"]) - 1)
    return pack(found)


def _aged(column: str, cell: str, now: str, then: str) -> str:
    if column in ("startDate", "endDate", "beginDate") and cell:
        day = date.fromisoformat(cell)
        return day.replace(year=day.year - 1).isoformat()
    if column == "grades" and cell in GRADES[1:]:
        return GRADES[GRADES.index(cell) - 1]
    if column in ("sourcedId", "termSourcedIds", "classSourcedId"):
        return cell.replace(now, then).replace(f"k{now[1:]}", f"k{then[1:]}")
    return cell


def is_held(kind: str) -> Callable[[dict[str, Any], set[str]], bool]:
    """Is it held back, and the kind named?"""
    return lambda job, _: (
        job["state"] == "failed" and job["held_until"] is not None and f"{kind}: " in job["refusal"]["detail"]
    )


def has_fault(code: str) -> Callable[[dict[str, Any], set[str]], bool]:
    """Is it taken, with such a fault?"""
    return lambda job, codes: job["state"] == "finished_with_faults" and code in codes


#: What each does to an export, and how it is told.
ROSTER: dict[str, tuple[Callable[[Files], bytes], Callable[[dict[str, Any], set[str]], bool]]] = {
    "halved": (halved, is_held("students")),
    "doubled": (doubled, has_fault("source_id_repeated")),
    "a required column renamed": (required_renamed, has_fault("column_missing")),
    "an optional column renamed": (optional_renamed, has_fault("column_absent")),
    "renumbered": (renumbered, is_held("students")),
    "without staff": (without_staff, is_held("staff")),
    "of last year": (of_last_year, is_held("sessions")),
}
#: Those that are no bundle that a job is made of, or none at all.
OTHERS = ("a file missing", "late", "stops")
#: The same for attendance.
ATTENDANCE = ("halved", "doubled", "late", "of last year", "a column renamed", "stops", "missing")
