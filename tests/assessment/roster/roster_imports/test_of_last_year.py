"""A roster of a year that is over is told and changes nothing, in summer as in the school year; one that is true is taken."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, run
from tests.assessment.roster.roster_imports.factories import Files

SUMMER, AUTUMN = date(2027, 6, 21), date(2027, 9, 2)


def of(year: int, **more: str) -> Files:
    """The sample of a school year, by the year it ends in; enrolments and classes are that year's."""
    found = bundles.files()
    now = f"y{year}"
    first, last = date(year - 1, 8, 24).isoformat(), date(year, 6, 11).isoformat()
    found["academicSessions"][0] |= {"sourcedId": now, "startDate": first, "endDate": last, "schoolYear": str(year)}
    found["academicSessions"][0] |= more
    found["classes"][0] |= {"sourcedId": f"k{year}", "termSourcedIds": found["academicSessions"][0]["sourcedId"]}
    for row in found["enrollments"]:
        row |= {
            "sourcedId": f"{row['sourcedId']}-{year}",
            "classSourcedId": f"k{year}",
            "beginDate": first,
            "endDate": last,
        }
    return found


def renamed(found: Files) -> Files:
    for row in found["users"]:
        if row["sourcedId"] == "000003":
            row["familyName"] = "Renamed"
    return found


class Sis:
    """A district's system on some day; each moment is later than the one before."""

    def __init__(self, assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        self.assessment, self.id = assessment, district_id
        monkeypatch.setattr(clock, "now", self.tick)

    def begin(self, day: date) -> None:
        self.moment = datetime.combine(day, time(9), UTC)

    def tick(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    async def sent(self, found: Files, **query: str) -> dict[str, Any]:
        return await run(self.assessment, self.id, pack(found), **query)

    async def is_held(self, found: Files) -> str:
        """It is held, nothing has changed, and passes if that is meant; why it is held."""
        before = await self.picture()
        job = await self.sent(found)
        assert (job["state"], job["refusal"]["code"], job["held_until"] is not None) == (
            *("failed", "roster_would_shrink"),
            True,
        ), job
        assert await self.picture() == before
        return str(job["refusal"]["detail"])

    async def picture(self) -> list[list[str]]:
        paths = ("/v1/students", "/v1/academic-sessions", "/v1/classes", "/v1/enrollments")
        return [
            [f"{row['id']} {row['version']}" for row in await items(self.assessment, self.id, path)] for path in paths
        ]


@pytest.fixture
async def sis(assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Sis:
    """A district in June after school has ended, with the roster of the year that is over."""
    found = Sis(assessment, district_id, monkeypatch)
    found.begin(SUMMER)
    job = await found.sent(of(2027))
    assert job["state"] == "finished", job
    return found


async def test_in_summer_the_year_before_is_held_and_the_year_just_over_is_taken(sis: Sis) -> None:
    detail = await sis.is_held(of(2026))
    assert "sessions: the last of them ended on 2026-06-11, though the roster has some that end on 2027-06-11" in detail
    before = await sis.picture()
    job = await sis.sent(of(2027))
    assert (job["state"], await sis.picture()) == ("finished", before)
    job = await sis.sent(renamed(of(2027)))
    assert (job["state"], job["refusal"]) == ("finished", None)


async def test_other_sessions_of_the_year_that_is_over_are_held(sis: Sis) -> None:
    assert "sessions: " in await sis.is_held(of(2027, sourcedId="other"))


async def test_a_roster_of_a_later_year_is_taken_though_it_is_over_too(sis: Sis) -> None:
    sis.begin(date(2028, 7, 3))
    assert (await sis.sent(of(2028)))["state"] == "finished"


async def test_once_the_next_year_is_listed_the_year_just_over_is_held(sis: Sis) -> None:
    assert (await sis.sent(of(2028)))["state"] == "finished"
    sis.begin(date(2027, 8, 2))
    detail = await sis.is_held(of(2027))
    assert "the last of them ended on 2027-06-11, though the roster has some that end on 2028-06-11" in detail
    job = await sis.sent(of(2027), allow_shrink="sessions,classes,enrollments")
    assert job["state"] == "finished", job


async def test_once_school_is_held_again_the_year_that_is_over_changes_nothing(sis: Sis) -> None:
    ranges = [{"first_on": AUTUMN, "last_on": AUTUMN, "school_is_held": True, "differing_school_ids": []}]
    calendar = ("scheduling.calendar.changed.v1", {"version": 1, "ranges": ranges})
    await sis.assessment.receive(sis.id, calendar)
    sis.begin(AUTUMN - timedelta(days=1))
    assert (await sis.sent(renamed(of(2027))))["state"] == "finished"
    sis.begin(AUTUMN)
    assert (await sis.sent(renamed(of(2027))))["state"] == "finished"
    detail = await sis.is_held(of(2027))
    assert "the last of them ended on 2027-06-11, though school is held again since 2027-09-02" in detail
    job = await sis.sent(of(2027), allow_shrink="sessions")
    assert job["state"] == "finished", job
    assert (await sis.sent(of(2028), allow_shrink="sessions"))["state"] == "finished"
