"""`python -m tests.conformance.grand_bend FOLDER`: a whole district's figures, against plain arithmetic on its CSV files.

The folder holds Grand Bend as it was made of the Ed-Fi samples: `oneroster-bulk.zip`, `calendar.csv`, `attendance.csv`. Roster,
calendar and attendance go through the public API of a stack of real servers, and every student's figure by the federal
definition is held against fractions reckoned here of the files alone.
"""

import csv
import io
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from deploy.local.callers import Caller
from shared.testing.leftovers import LOCAL
from tests.benchmarks.district import new_district
from tests.benchmarks.world import World

YEAR, FIRST, LAST = "2021-22", "2021-08-23", "2022-05-27"
NEEDED = ("oneroster-bulk.zip", "calendar.csv", "attendance.csv")
#: What the district says of its codes. The partial day's minutes are not in the file: it is none missed by half.
CODES = {
    **{"Excused Absence": ("excused", 1), "Unexcused Absence": ("unexcused", 1)},
    **{"Tardy": ("tardy", 0), "Partial": ("excused", 0.25)},
}
BANDS = (("severe", 20), ("moderate", 10), ("at_risk", 5), ("satisfactory", 0))
Figure = tuple[int, int, tuple[tuple[str, int], ...], float | None, str | None]


def main() -> int:
    """0: all agree. 1: some differ. 2: there is nothing to hold."""
    if len(sys.argv) != 2 or any(not (Path(sys.argv[1]) / name).is_file() for name in NEEDED):
        sys.stderr.write(f"Give a folder with {', '.join(NEEDED)}; without it there is nothing to hold.\n")
        return 2
    folder = Path(sys.argv[1])
    ours, theirs = _reckoned(folder), dict[tuple[str, str], Figure]()
    with World(LOCAL / "conformance", _say).up() as world:
        world.need("partners", "scheduling", "assessment")
        _, admin = new_district(world, "Grand Bend")
        told = _load(world, admin, folder)
        theirs = dict(_told(admin))
    return _held(ours, theirs, told)


def _reckoned(folder: Path) -> dict[tuple[str, str], Figure]:
    """Student and school: days enrolled, days absent, by kind, rate and band, of the files alone."""
    held = defaultdict(set)
    for row in _rows((folder / "calendar.csv").read_text("utf-8-sig")):
        if row["day_type"] == "instructional":
            held[row["school_id"]].add(row["date"])
    with ZipFile(folder / "oneroster-bulk.zip") as bundle:
        roles = list(_rows(bundle.read("roles.csv").decode("utf-8-sig")))
    # Of two rows of one student's day the later one is what was said.
    said = {
        (row["student_id"], row["school_id"], row["date"]): row
        for row in _rows((folder / "attendance.csv").read_text("utf-8-sig"))
    }
    missed = defaultdict(list)
    for (student, school, day), row in said.items():
        category, share = CODES[row["code"]]
        if category != "tardy" and Fraction(row["duration"] or str(share)) >= Fraction(1, 2):
            missed[student, school].append((day, category))
    found = {}
    for role in roles:
        if role["role"] != "student":
            continue
        key = role["userSourcedId"], role["orgSourcedId"]
        until = role["endDate"] or "9999-12-31"
        days = {day for day in held[key[1]] if role["beginDate"] <= day <= until}
        kinds = Counter(category for day, category in missed[key] if day in days)
        enrolled, absent = len(days), kinds.total()
        rate = Fraction(absent, enrolled) if enrolled else None
        band = None
        if rate is not None and enrolled >= 10:
            band = next(name for name, percent in BANDS if rate >= Fraction(percent, 100))
        found[key] = enrolled, absent, tuple(sorted(kinds.items())), _rounded(rate), band
    return found


def _load(world: World, admin: Caller, folder: Path) -> dict[str, Any]:
    """Roster, calendar, codes, attendance; what the push said."""
    bundle = (folder / "oneroster-bulk.zip").read_bytes()
    headers = {"Content-Type": "application/zip"}
    job = admin.call("assessment", "POST", "/v1/roster-imports", content=bundle, headers=headers).json()
    ended = ("finished", "finished_with_faults", "failed")
    path = f"/v1/roster-imports/{job['id']}"
    world.until(lambda: admin.get("assessment", path)["state"] in ended, "the roster")
    _say(f"roster: {admin.get('assessment', path)['state']}, {admin.get('assessment', path)['fault_count']} faults")
    world.until(lambda: len(admin.all("partners", "/v1/schools")) == 3, "the schools")
    _calendar(world, admin, folder)
    for code, (category, missed) in CODES.items():
        admin.post("assessment", "/v1/attendance-codes", {"code": code, "category": category, "missed": missed})
    schools = ",".join(school["id"] for school in admin.all("partners", "/v1/schools"))
    query = f"batch=year&covers=exceptions&first_on={FIRST}&last_on={LAST}&school_id={schools}"
    sent = _table(folder)
    reply = admin.call(
        *("assessment", "POST", f"/v1/bulk/attendance-events?{query}"),
        content=sent.encode(),
        headers={"Content-Type": "text/csv"},
    )
    told: dict[str, Any] = reply.json()
    return told


def _calendar(world: World, admin: Caller, folder: Path) -> None:
    """The days on which no school is held, once the roster's school year is there; until assessment has heard of them."""
    world.until(
        lambda: any(one["starts_on"] == FIRST for one in admin.all("scheduling", "/v1/school-years")), "the year"
    )
    kinds = {"holiday": "holiday", "break": "holiday", "teacher_only": "teacher_only"}
    rows = list(_rows((folder / "calendar.csv").read_text("utf-8-sig")))
    off = {row["date"]: kinds[row["day_type"]] for row in rows if row["day_type"] in kinds}
    lines = ["day,day_type", *(f"{day},{kind}" for day, kind in sorted(off.items()) if FIRST <= day <= LAST)]
    headers = {"Content-Type": "text/csv"}
    said = admin.call("scheduling", "POST", "/v1/calendar/import", content="\n".join(lines).encode(), headers=headers)
    _say(f"calendar: {said.json()['entries']} days off")
    held = {row["date"] for row in rows if row["day_type"] == "instructional"}
    school = admin.all("partners", "/v1/schools")[0]["id"]

    def heard() -> bool:
        told = admin.get("assessment", f"/v1/schools/{school}/attendance-days", first_on=FIRST, last_on=LAST)
        return {day["day"] for day in told["items"]} == held

    world.until(heard, "the calendar in assessment")


def _told(admin: Caller) -> Iterator[tuple[tuple[str, str], Figure]]:
    """The same by the API, by the roster's ids."""
    students = {one["id"]: one["source_id"] for one in admin.all("assessment", "/v1/students")}
    schools = {one["id"]: one["local_code"] for one in admin.all("partners", "/v1/schools")}
    for row in admin.all("assessment", "/v1/attendance-standings", school_year=YEAR):
        kinds = tuple((one["category"], one["days"]) for one in row["by_category"])
        key = students[row["student_id"]], schools[row["school"]["id"]]
        yield key, (row["days_enrolled"], row["days_absent"], kinds, row["rate"], row["band"])


def _held(ours: dict[tuple[str, str], Figure], theirs: dict[tuple[str, str], Figure], told: dict[str, Any]) -> int:
    batch = told["batch"]
    faults = Counter(fault["code"] for fault in told["faults"])
    print(f"rows {batch['row_count']}, held {batch['held_count']}, faults {dict(faults)}, days {batch['day_count']}")
    differing = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    for key in differing[:40]:
        print(f"  {key[0]} at {key[1]}: reckoned {ours.get(key)}, told {theirs.get(key)}")
    for school in sorted({school for _, school in ours}):
        sums = [_sums(found, school) for found in (ours, theirs)]
        print(f"school {school}: {sums[0]}{'' if sums[0] == sums[1] else f'; told {sums[1]}'}")
    print(f"{len(ours)} students reckoned, {len(theirs)} told, {len(differing)} differ")
    return 1 if differing else 0


def _sums(found: dict[tuple[str, str], Figure], school: str) -> str:
    figures = [figure for (_, at), figure in found.items() if at == school]
    bands = Counter(figure[4] for figure in figures)
    listed = ", ".join(f"{bands[name]} {name}" for name, _ in reversed(BANDS))
    enrolled, absent = sum(figure[0] for figure in figures), sum(figure[1] for figure in figures)
    return f"{len(figures)} students, {enrolled} days enrolled, {absent} absent; {listed}"


def _table(folder: Path) -> str:
    """The file in our columns: the source's ids, and the duration where it has one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("student_source_id", "school_source_id", "day", "code", "duration"))
    for row in _rows((folder / "attendance.csv").read_text("utf-8-sig")):
        writer.writerow((row["student_id"], row["school_id"], row["date"], row["code"], row["duration"]))
    return out.getvalue()


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text, newline=""))


def _rounded(rate: Fraction | None) -> float | None:
    return None if rate is None else float(round(rate, 6))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with suppress(KeyboardInterrupt):
        sys.exit(main())
