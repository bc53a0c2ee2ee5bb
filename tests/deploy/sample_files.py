"""The sample district's files, read as somebody else would read them."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deploy.local.sample import district

SAMPLE = Path(district.__file__).parent


PUBLISHED_ON = date(2026, 11, 22)


YEAR_START = date(2026, 8, 24)


Rows = list[dict[str, str]]


Document = dict[str, Any]


def read_bundle(path: Path) -> dict[str, Rows]:
    with zipfile.ZipFile(path) as bundle:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(bundle.read(name).decode(), newline="")))
            for name in bundle.namelist()
        }


def strategies_of(plan: Document) -> list[Document]:
    return [strategy for goal in plan["goals"] for strategy in goal["strategies"]]


def activities_of(plan: Document) -> list[Document]:
    return [activity for strategy in strategies_of(plan) for activity in strategy["activities"]]


def ids(rows: Rows) -> set[str]:
    return {row["sourcedId"] for row in rows}


def schools_with(role: str, tables: dict[str, Rows]) -> Counter[str]:
    return Counter(row["orgSourcedId"] for row in tables["roles"] if row["role"] == role)


def target_codes(targets: Document, directory: dict[str, Document]) -> set[str]:
    """The local codes an activity's targets name; a second reading of the rules, for this test only."""
    if targets["kind"] == "all":
        return set(directory)
    if targets["kind"] == "schools":
        return set(targets["local_codes"])
    wanted = {part: set(values) for part, values in targets.items() if part != "kind"}
    found = set()
    for code, school in directory.items():
        has = {
            "levels": {school["level"]},
            "grades": set(school["grades"]),
            "tags": set(school["tags"]),
            "cohorts": {school["cohort"]},
        }
        if all(has[part] & values for part, values in wanted.items()):
            found.add(code)
    return found


def due_dates(due: Document) -> list[date]:
    """The due date if every weekday has school, and if none has from late November or in the breaks."""
    if due["kind"] == "date":
        return [date.fromisoformat(due["on"])]
    anchors = {"school_year_start": YEAR_START, "publication": PUBLISHED_ON}
    start = anchors.get(due["anchor"]) or date.fromisoformat(due["anchor_on"])
    sign = 1 if due["direction"] == "after" else -1
    if due["unit"] == "days":
        return [start + timedelta(days=sign * due["count"])]
    breaks = [(date(2026, 11, 23), date(2026, 11, 27)), (date(2026, 12, 21), date(2027, 1, 4))]
    breaks += [(date(2027, 1, 18), date(2027, 1, 18)), (date(2027, 3, 22), date(2027, 3, 26))]
    results = []
    for off in ([], breaks):
        day, left = start, due["count"]
        while left:
            day += timedelta(days=sign)
            if day.weekday() < 5 and not any(first <= day <= last for first, last in off):
                left -= 1
        results.append(day)
    return results
