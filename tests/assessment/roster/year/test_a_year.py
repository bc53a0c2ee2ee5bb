"""365 nights of a small district through the API on the real importer, with the field's accidents: none harms, each is told.

In four parts, each of which begins with the district as it is by then, so that they can run side by side.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance import factories as attendance
from tests.assessment.bundles import faults, items, pack, person, post
from tests.assessment.roster.year import accidents
from tests.assessment.roster.year.truth import GRADES, ROLL_OVER, SCHOOLS, Truth, rows_of, school_days

SEED = 20260901
#: How many nights each part has.
PARTS = (92, 91, 91, 91)
BEGIN = date(2026, 9, 1)
REQUESTED, BEGUN = "assessment.roster_import.requested.v1", "scheduling.day.begun.v1"
ONE = timedelta(days=1)
#: Every so many nights, and school days, something goes wrong, and for so long a feed that stops does.
ROSTER_EVERY, ATTENDANCE_EVERY, STOPS_FOR = 6, 4, 11


class Year:
    """The district, its systems, and what was told."""

    def __init__(self, assessment: Service, district_id: UUID, begin: date, monkeypatch: pytest.MonkeyPatch) -> None:
        self.assessment, self.id, self.truth, self.begin = assessment, district_id, Truth(SEED), begin
        self.truth.live(BEGIN, (begin - BEGIN).days)
        self.moment = datetime.combine(begin, time(1), UTC)
        monkeypatch.setattr(clock, "now", self.tick)
        self.days = school_days()
        self.told: Counter[str] = Counter()
        self.reported: dict[date, dict[str, str]] = {}
        self.owed: dict[date, list[dict[str, Any]]] = {}
        self.silent_for = 0
        self.attendance_waits: tuple[int, str] | None = None

    def tick(self) -> datetime:
        """Now; a little later each time it is asked."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def turn(self, day: date, hour: int) -> None:
        """Make it an hour of a day."""
        self.moment = datetime.combine(day, time(hour), UTC)

    @property
    def caller(self) -> Any:
        return self.assessment.machine(self.id)

    async def work(self, import_id: str) -> dict[str, Any]:
        """Have the worker run a job; the job."""
        await self.assessment.receive(self.id, (REQUESTED, {"import_id": import_id}))
        return dict((await self.caller.get(f"/v1/roster-imports/{import_id}")).json())

    async def sent(self, content: bytes) -> dict[str, Any]:
        """Send a bundle and have it imported."""
        reply = await post(self.caller, content)
        assert reply.status_code == 202, reply.text
        return await self.work(reply.json()["id"])

    async def students(self) -> int:
        return len(await items(self.assessment, self.id, "/v1/students"))

    async def roster_night(self, accident: str | None) -> None:
        """A night's export."""
        if self.silent_for:
            self.silent_for -= 1
            return
        found = self.truth.export()
        if accident is None:
            job = await self.sent(pack(found))
            assert (job["state"], job["refusal"]) == ("finished", None), (job, await self._codes(job))
            return
        before = await self.students()
        if accident == "stops":
            self.silent_for = STOPS_FOR
            return
        if accident == "a file missing":
            reply = await post(self.caller, accidents.a_file_missing(found))
            assert (reply.status_code, reply.json()["code"]) == (422, "bundle_files_disagree")
        elif accident == "late":
            old = (await post(self.caller, pack({**found, "enrollments": found["enrollments"][:-1]}))).json()["id"]
            await self.sent(pack(found))
            late = await self.work(old)
            assert (late["state"], late["refusal"]["code"]) == ("failed", "import_superseded")
        else:
            spoil, is_told = accidents.ROSTER[accident]
            job = await self.sent(spoil(found))
            codes = await self._codes(job)
            assert is_told(job, codes), (accident, job["state"], job["refusal"], codes)
        assert abs(await self.students() - before) <= 2, accident
        self.told[accident] += 1

    async def _codes(self, job: dict[str, Any]) -> set[str]:
        return {fault["code"] for fault in await faults(self.assessment, self.id, job)}

    async def morning(self, day: date) -> None:
        """The day begins; a roster that stays away is told, once, until it comes again."""
        self.turn(day, 6)
        await self.assessment.receive(self.id, (BEGUN, attendance.begun(day) | {"school_is_held": day in self.days}))

    async def silence_is_told(self) -> tuple[int, int]:
        """How often it was told that the roster stays away, and that it is there again."""
        found = [await self.assessment.published(self.id, f"assessment.work.{what}%") for what in ("owed", "settled")]
        asked, settled = ([one for one in events if one["data"]["origin_type"] == "silent_roster"] for events in found)
        return len(asked), len(settled)

    async def push(self, day: date, rows: list[dict[str, Any]], /, **query: Any) -> Any:
        """Report a day."""
        said = {**attendance.covering(self.id, day), **query}
        return await self.caller.post(attendance.PUSH, json={"items": rows}, params=said)

    async def report(self, day: date) -> None:
        """Report a day as it was, in full."""
        reply = await self.push(day, self.owed.pop(day))
        assert reply.status_code == 200, reply.text

    async def is_owed(self, day: date) -> bool:
        """Do all schools owe a day?"""
        query = {"first_on": day.isoformat(), "last_on": day.isoformat(), "reported": "false"}
        found = []
        for school in SCHOOLS:
            path = f"/v1/schools/{bundles.school(self.id, school)}/attendance-days"
            reply = await self.caller.get(path, params=query)
            found.append([one["day"] for one in reply.json()["items"]] == [day.isoformat()])
        return all(found)

    async def school_day(self, day: date, accident: str | None) -> None:
        """A day's attendance; what was owed is sent once its time has come."""
        self.reported[day] = self.truth.absent(day)
        self.owed[day] = rows_of(self.reported[day], self.truth, day)
        if self.attendance_waits:
            left, what = self.attendance_waits
            self.attendance_waits = (left - 1, what) if left > 1 else None
            if self.attendance_waits:
                return
            await self._owed_is_told(what, day)
        if accident is None:
            for one in [*self.owed]:
                await self.report(one)
        elif accident in ("late", "missing", "stops", "of last year"):
            await self._of_last_year(day, accident)
            self.attendance_waits = ({"late": 2, "stops": STOPS_FOR - 3}.get(accident, 1), accident)
        else:
            await self._spoilt(day, accident)
            self.told[f"attendance {accident}"] += 1
            for one in [*self.owed]:
                await self.report(one)

    async def _of_last_year(self, day: date, accident: str) -> None:
        """Another year's file covers none of this year's days: this one stays owed."""
        if accident == "of last year":
            rows = [{**row, "day": day.replace(year=day.year - 1).isoformat()} for row in self.owed[day]]
            said = {"items": rows}
            assert (await self.caller.post(attendance.PUSH, json=said, params={"covers": "exceptions"})).is_success

    async def _owed_is_told(self, what: str, today: date) -> None:
        for day in self.owed:
            assert day == today or await self.is_owed(day), (what, day)
        self.told[f"attendance {what}"] += 1

    async def _spoilt(self, day: date, accident: str) -> None:
        rows = self.owed[day]
        if accident == "halved":
            reply = await self.push(day, rows[: len(rows) // 2], rows=len(rows))
            assert (reply.status_code, reply.json()["code"]) == (409, "attendance_rows_missing")
        elif accident == "doubled":
            told = (await self.push(day, rows * 2)).json()
            assert {fault["code"] for fault in told["faults"]} == ({"row_repeated"} if rows else set()), told
        else:
            text = bundles.text(rows or [{"day": day.isoformat()}]).replace("code", "attendanceCode", 1)
            query = attendance.covering(self.id, day)
            reply = await self.caller.post(
                attendance.PUSH, content=text, params=query, headers={"Content-Type": "text/csv"}
            )
            assert reply.status_code == 422, reply.text


async def begin(year: Year) -> None:
    """The first roster, the calendar and what codes mean."""
    job = await year.sent(pack(year.truth.export()))
    assert job["state"] == "finished"
    await attendance.held(year.assessment, year.id, sorted(year.days))
    for code, category in attendance.CODES.items():
        await year.caller.post("/v1/attendance-codes", json={"code": code, "category": category})


async def the_roster_is_true(year: Year) -> None:
    """Every child, guardian, class, enrolment and role as they are."""
    children = year.truth.children
    found = {row["source_id"]: row for row in await items(year.assessment, year.id, "/v1/students")}
    assert {
        id_: (row["family_name"], row["grade"], row["school"]["id"], row["local_id"]) for id_, row in found.items()
    } == {
        child.id: (child.family, GRADES[child.grade], str(bundles.school(year.id, child.school)), child.id)
        for child in children.values()
    }
    guardians = {row["source_id"]: row for row in await items(year.assessment, year.id, "/v1/guardians")}
    assert {id_: (row["email"], row["student_ids"]) for id_, row in guardians.items()} == {
        child.guardian: (child.mail, [person(year.id, child.id)]) for child in children.values()
    }
    classes = {row["source_id"]: row["id"] for row in await items(year.assessment, year.id, "/v1/classes")}
    assert set(classes) == {f"k{year.truth.year}-{school}" for school in SCHOOLS}
    enrolled = {row["source_id"] for row in await items(year.assessment, year.id, "/v1/enrollments")}
    assert enrolled == {f"e-{child.id}-k{year.truth.year}-{child.school}" for child in children.values()}
    told: dict[str, Any] = {}
    for event in await year.assessment.published(year.id, "assessment.staff.listed%"):
        told |= {one["source_id"]: one for one in event["data"]["staff"]}
    assert {id_: [(held["role"], held["school_id"]) for held in one["roles"]] for id_, one in told.items()} == {
        id_: [(what, str(bundles.school(year.id, school)))] for id_, (what, school) in year.truth.staff.items()
    }


async def attendance_is_true(year: Year) -> None:
    """Every day is reported, and each child's absences are those they had."""
    for school in SCHOOLS:
        path = f"/v1/schools/{bundles.school(year.id, school)}/attendance-days"
        query = {"first_on": year.begin.isoformat(), "last_on": max(year.reported).isoformat(), "reported": "false"}
        assert (await year.caller.get(path, params=query)).json()["items"] == []
    for child in year.truth.children.values():
        mine = {day.isoformat() for day, absent in year.reported.items() if child.id in absent and day <= YEAR_ENDS}
        path = f"/v1/students/{person(year.id, child.id)}/attendance/explain"
        told = (await year.caller.get(path, params={"school_year": "2026-27"})).json()
        assert {one["day"] for one in told["days"] if one["code"] in ("U", "E")} == mine, child


YEAR_ENDS = date(2027, 6, 11)


async def nights(year: Year, count: int, wrong: Sequence[str]) -> None:
    """So many nights, with something wrong every few of them; the last ones are as they should be."""
    roster_next, attendance_next = cycle(wrong), cycle(accidents.ATTENDANCE)
    at_school = 0
    for number in range(count):
        day, left = year.begin + ONE * number, count - number
        if day in year.days:
            at_school += 1
            quiet = at_school % ATTENDANCE_EVERY or year.attendance_waits or left < 16 or day > YEAR_ENDS - ONE * 16
            year.turn(day, 18)
            await year.school_day(day, None if quiet else next(attendance_next))
        year.truth.live(day, 1)
        year.turn(day, 22)
        quiet = number % ROSTER_EVERY or year.silent_for or left < 3 or abs((day - ROLL_OVER).days) < 2
        await year.roster_night(None if quiet else next(roster_next))
        if year.silent_for == 1:
            year.told["stops"] += 1
        await year.morning(day + ONE)


@pytest.mark.parametrize("part", range(len(PARTS)))
async def test_365_nights(assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    assert sum(PARTS) == 365
    year = Year(assessment, district_id, BEGIN + ONE * sum(PARTS[:part]), monkeypatch)
    await begin(year)
    wrong = {*accidents.ROSTER, *accidents.OTHERS}
    await nights(year, PARTS[part], [*accidents.ROSTER, *accidents.OTHERS])
    await the_roster_is_true(year)
    await attendance_is_true(year)
    stops = year.told["stops"]
    assert await year.silence_is_told() == (stops, stops)
    if part < len(PARTS) - 1:
        # Most of the last part is summer.
        wrong |= {f"attendance {what}" for what in accidents.ATTENDANCE}
    assert {what for what, times in year.told.items() if times} >= wrong, year.told
