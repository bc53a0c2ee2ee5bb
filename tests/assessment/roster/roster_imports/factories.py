"""Bundles from which something is missing, and rows that changed."""

from services.assessment.roster.roster_imports.bounds import Bounds
from shared.settings import Settings
from tests.assessment import bundles
from tests.assessment.bundles import pack

#: The bounds of an installation that says nothing else.
USUAL = Bounds.of(Settings.model_construct(service="assessment", database_url=""))
Files = dict[str, list[dict[str, str]]]


def less(found: Files, number: int, school: str) -> Files:
    """Without the first students of a school."""
    mine = [row["sourcedId"] for row in found["users"] if row["primaryOrgSourcedId"] == school and row["grades"]]
    gone = set(mine[:number])
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] not in gone]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] not in gone]
    return found


def change(
    rows: dict[str, list[dict[str, str]]], at: str = "2026-10-01T06:00:00.000Z", status: str = "active"
) -> bytes:
    """A delta of rows, all modified at a moment."""
    fixed = {"status": status, "dateLastModified": at}
    return pack({name: [{**fixed, **row} for row in found] for name, found in rows.items()}, "delta")


def row_of(file: str, id_: str, **cells: str) -> dict[str, list[dict[str, str]]]:
    """One row of the sample, with cells changed."""
    return {file: [{**next(row for row in bundles.files()[file] if row["sourcedId"] == id_), **cells}]}
