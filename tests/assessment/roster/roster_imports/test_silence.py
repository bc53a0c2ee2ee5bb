"""A roster that stays away is told, once, until one is imported again; one of an earlier year is no roster of today."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports import silence
from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun
from tests.assessment.bundles import items, pack, run
from tests.assessment.roster.roster_imports.factories import Files

BEGIN = date(2026, 10, 1)
At = Callable[[int], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Make it the night after so many days; the clock goes on from there."""

    def turn(day: int) -> None:
        moment = datetime.combine(BEGIN + timedelta(days=day), time(1), UTC)

        def tick() -> datetime:
            nonlocal moment
            moment += timedelta(milliseconds=1)
            return moment

        monkeypatch.setattr(clock, "now", tick)

    return turn


async def told(assessment: Service, district_id: UUID) -> tuple[int, int]:
    """How often somebody was asked to look where it stays, and that was settled."""
    counts = []
    for what in ("owed", "settled"):
        found = await assessment.published(district_id, f"assessment.work.{what}%")
        counts.append(len([one for one in found if one["data"]["origin_type"] == silence.ORIGIN]))
    return counts[0], counts[1]


async def look(assessment: Service, district_id: UUID, at: At, day: int) -> tuple[int, int]:
    """A day begins."""
    at(day)
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(BEGIN + timedelta(days=day))))
    return await told(assessment, district_id)


async def test_a_nightly_roster_that_stays_away_is_told_once(
    assessment: Service, district_id: UUID, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "LOOKED_AT", 3)
    for day in (0, 1, 3):
        at(day)
        await run(assessment, district_id, pack(bundles.files()))
    # Two nights apart at most: three times as long is no rhythm any more.
    assert await look(assessment, district_id, at, 9) == (0, 0)
    assert await look(assessment, district_id, at, 10) == (1, 0)
    (owed,) = await assessment.published(district_id, "assessment.work.owed%")
    wish = owed["data"]["wish"]
    assert (wish["text_code"], wish["text_values"]) == ("roster_imports.silent", {"day": "2026-10-04"})
    assert await look(assessment, district_id, at, 11) == (1, 0)
    at(12)
    await run(assessment, district_id, pack(bundles.files()), validate_only="true")
    assert await told(assessment, district_id) == (1, 0)
    await run(assessment, district_id, pack(bundles.files()))
    assert await told(assessment, district_id) == (1, 1)


async def test_of_a_district_without_a_rhythm_nothing_is_told(assessment: Service, district_id: UUID, at: At) -> None:
    at(0)
    await run(assessment, district_id, pack(bundles.files()))
    assert await look(assessment, district_id, at, 60) == (0, 0)


def of_year(first: str, last: str, id_: str) -> Files:
    """The sample in another school year."""
    found = bundles.files()
    found["academicSessions"][0] |= {"sourcedId": id_, "startDate": first, "endDate": last}
    for row in found["classes"]:
        row["termSourcedIds"] = id_
    return found


async def test_a_roster_whose_sessions_are_all_over_waits(assessment: Service, district_id: UUID, at: At) -> None:
    at(0)
    await run(assessment, district_id, pack(bundles.files()))
    old = pack(of_year("2025-08-25", "2026-06-12", "old"))
    job = await run(assessment, district_id, old)
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert "sessions: the last of them ended on 2026-06-12" in job["refusal"]["detail"]
    assert [row["source_id"] for row in await items(assessment, district_id, "/v1/academic-sessions")] == ["y"]
    job = await run(assessment, district_id, old, allow_shrink="sessions")
    assert job["state"] == "finished"


async def test_a_roll_over_into_the_next_year_passes(assessment: Service, district_id: UUID, at: At) -> None:
    at(0)
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, pack(of_year("2027-08-30", "2028-06-09", "new")))
    assert job["state"] == "finished"
    # In summer the year that is over may stand for a while.
    at(280)
    job = await run(assessment, district_id, pack(of_year("2026-08-24", "2027-06-11", "y")))
    assert job["refusal"] is not None
