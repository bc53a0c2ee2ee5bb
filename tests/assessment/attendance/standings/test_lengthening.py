"""A day that comes to count lengthens standings, but those that are worked out anew: who has none, and by another definition."""

from uuid import UUID

from shared.testing.calls import Service
from tests.assessment.attendance.definitions.factories import URL, ours
from tests.assessment.attendance.factories import covering, enrolled, listed, push, said, standing
from tests.assessment.bundles import files, pack, run


async def test_who_has_no_standing_yet_gets_one_with_the_next_day(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[9]))
    await run(assessment, district_id, pack(files(13)))
    assert (await assessment.sql("select from attendance_standings where district_id = $1", district_id)) != []
    # Nothing is said of them.
    await push(assessment, district_id, [said(0, days[10], "U")], **covering(district_id, days[10]))
    found, read = await listed(assessment, district_id, 12), await standing(assessment, district_id, 12)
    facts = ("days_enrolled", "days_absent", "band", "no_figure", "basis", "whole_through")
    assert [found[one] for one in facts] == [read[one] for one in facts]
    assert found["whole_through"] == days[10].isoformat()


async def test_standings_by_another_definition_are_made_by_the_one_in_force(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "I"), said(0, days[1], "I")]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[9]))
    assert (await listed(assessment, district_id, 0))["days_absent"] == 0
    caller = assessment.machine(district_id)
    made = (await caller.post(URL, json=ours(counts=["unexcused", "suspended_in"]))).json()["id"]
    # The next day comes before the worker has heard of it, and says nothing of the student.
    assert (await caller.post(f"{URL}/{made}/adopt")).status_code == 200
    await push(assessment, district_id, [said(3, days[10], "U")], **covering(district_id, days[10]))
    found = await listed(assessment, district_id, 0)
    assert (found["days_enrolled"], found["days_absent"], found["definition"]["id"]) == (11, 2, made)
    untouched = await listed(assessment, district_id, 1)
    assert (untouched["days_enrolled"], untouched["days_absent"], untouched["definition"]["id"]) == (11, 0, made)
