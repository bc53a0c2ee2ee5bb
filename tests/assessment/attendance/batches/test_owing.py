"""Days nobody reported are asked for, of each school its own and of the district once, until they are reported."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun, covering, enrolled, push

TODAY = clock.day_in("UTC", clock.now())


async def asked(assessment: Service, district_id: UUID) -> list[tuple[str, str | None, dict[str, Any]]]:
    """What is asked for of days now: kind, school and values."""
    rows = await assessment.sql(
        """select origin_type, wish ->> 'school_id' as school_id, wish -> 'text_values' as said from asked_works
        where district_id = $1 and state <> 'settled' order by origin_type, school_id""",
        district_id,
    )
    return [(row["origin_type"], row["school_id"], orjson.loads(row["said"])) for row in rows]


async def test_a_school_is_asked_for_its_days_until_they_are_reported(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    here = str(bundles.school(district_id, "s1"))
    mine = {"school_id": here}
    whole = covering(district_id, days[0], days[19])
    elsewhere = {"school_id": ",".join(one for one in whole["school_id"].split(",") if one != here)}
    await push(assessment, district_id, [], **(whole | elsewhere))
    for first, last in ((0, 2), (5, 19)):
        await push(assessment, district_id, [], **(covering(district_id, days[first], days[last]) | mine))
    ((kind, school, said),) = await asked(assessment, district_id)
    assert (kind, school) == ("attendance_days_owed", here)
    assert said == {"count": 2, "day": days[3].isoformat(), "school": here}
    await push(assessment, district_id, [], **(covering(district_id, days[3]) | mine))
    ((_, _, said),) = await asked(assessment, district_id)
    assert said == {"count": 1, "day": days[4].isoformat(), "school": here}
    await push(assessment, district_id, [], **(covering(district_id, days[4]) | mine))
    assert await asked(assessment, district_id) == []


async def test_a_feed_that_has_stopped_is_asked_of_the_district_once(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    here = str(bundles.school(district_id, "s1"))
    await push(assessment, district_id, [], **covering(district_id, days[0], days[5]))
    await push(assessment, district_id, [], **(covering(district_id, days[6], days[7]) | {"school_id": here}))
    told = await asked(assessment, district_id)
    assert [(kind, said["day"]) for kind, _, said in told if kind == "attendance_feed_stopped"] == [
        ("attendance_feed_stopped", days[7].isoformat())
    ]
    # Of the days one school reported the others are asked.
    assert [(school == here, said["count"]) for kind, school, said in told if kind == "attendance_days_owed"] == [
        *((False, 2), (False, 2)),
    ]
    await push(assessment, district_id, [], **covering(district_id, days[6], days[19]))
    assert await asked(assessment, district_id) == []


async def test_a_day_is_owed_from_the_next_school_day_on(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id, days=20)
    recent = [day for n in range(1, 5) if (day := TODAY - timedelta(days=n)).weekday() < 5]
    await hold(assessment, district_id, [*recent, TODAY])
    await push(assessment, district_id, [], **covering(district_id, recent[1]))
    assert [kind for kind, _, _ in await asked(assessment, district_id)] == ["attendance_feed_stopped"]
    await push(assessment, district_id, [], **covering(district_id, recent[0]))
    assert await asked(assessment, district_id) == []
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(TODAY)))
    assert await asked(assessment, district_id) == []


async def hold(assessment: Service, district_id: UUID, days: list[date]) -> None:
    """School is held on these days too."""
    ranges = [{"first_on": day, "last_on": day, "school_is_held": True, "differing_school_ids": []} for day in days]
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", {"version": 50, "ranges": ranges}))


@pytest.mark.parametrize(("grace", "owed_days"), [(1, 4), (3, 2), (10, 0)])
async def test_the_district_says_how_many_school_days_come_first(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, grace: int, owed_days: int
) -> None:
    days = await enrolled(assessment, district_id, days=6)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(days[5], time(15), UTC))
    caller = assessment.machine(district_id)
    wish = {"smallest": 10, "subgroups": [], "measures": [], "grace": grace}
    reply = await caller.put("/v1/attendance-figure-settings", json=wish, headers={"If-Match": '"0"'})
    assert (reply.status_code, reply.json()["grace"]) == (200, grace)
    whole = covering(district_id, days[0], days[5])
    here = str(bundles.school(district_id, "s1"))
    elsewhere = {"school_id": ",".join(one for one in whole["school_id"].split(",") if one != here)}
    await push(assessment, district_id, [], **(whole | elsewhere))
    await push(assessment, district_id, [], **(covering(district_id, days[0]) | {"school_id": here}))
    # Days 1 to 4 have 4, 3, 2 and 1 school days behind them, day 5 none.
    assert [said["count"] for _, _, said in await asked(assessment, district_id)] == [owed_days][: owed_days and 1]


@pytest.mark.parametrize("grace", [0, 11])
async def test_the_grace_has_bounds(assessment: Service, district_id: UUID, grace: int) -> None:
    wish = {"smallest": 10, "subgroups": [], "measures": [], "grace": grace}
    caller = assessment.machine(district_id)
    reply = await caller.put("/v1/attendance-figure-settings", json=wish, headers={"If-Match": '"0"'})
    assert_refused(reply, 422, "invalid")
