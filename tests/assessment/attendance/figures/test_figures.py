"""Figures of a school week: counted once, told to whom they concern, the same for everybody, and never of a few."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import covering, enrolled, push, said
from tests.assessment.attendance.figures.factories import URL, YEAR, begin, monday_after, reported, told


async def test_a_week_is_counted_and_told(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    (all_of_them,) = await told(assessment, district_id, by="district")
    facts = ("students", "chronic", "chronic_rate", "suppressed", "whole_through", "unchanged_since")
    assert [all_of_them[name] for name in facts] == [60, 15, 0.25, None, days[19].isoformat(), None]
    schools = await told(assessment, district_id, by="school")
    assert {row["school"]["id"] for row in schools} == {
        str(bundles.school(district_id, one)) for one in bundles.SCHOOLS
    }
    assert [(row["students"], row["chronic"], row["chronic_rate"]) for row in schools] == [(20, 5, 0.25)] * 3
    cells = await told(assessment, district_id, by="school_grade")
    for row in cells:
        if row["suppressed"]:
            assert [row[name] for name in ("students", "bands", "chronic", "chronic_at_most", "chronic_rate")] == [
                None
            ] * 5
        else:
            assert row["students"] >= 10


async def test_a_small_district_has_no_number(assessment: Service, district_id: UUID) -> None:
    await reported(assessment, district_id, 12, 1)
    assert [row["suppressed"] for row in await told(assessment, district_id, by="school")] == ["too_small"] * 3
    (row,) = await told(assessment, district_id, by="district")
    assert (row["students"], row["chronic"]) == (12, 3)


async def test_nothing_changes_within_a_week_and_newcomers_wait(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    before = await told(assessment, district_id)
    await push(assessment, district_id, [said(0, day, "P") for day in days[:4]])
    await begin(assessment, district_id, monday_after(days[19]) + timedelta(days=1))
    assert await told(assessment, district_id) == before
    # Of three students nothing was known so far: they are no difference anybody could see.
    school = bundles.school(district_id, "s1")
    gone = [UUID(row["student_id"]) for row in await _standings(assessment, district_id, school)][:3]
    await assessment.sql("delete from attendance_figure_members where student_id = any($1)", gone)
    await push(assessment, district_id, [], **covering(district_id, days[20], days[24]))
    await begin(assessment, district_id, monday_after(days[24]))
    after = await told(assessment, district_id)
    held = {row["school"]["id"]: row for row in after}[str(school)]
    assert (held["students"], held["unchanged_since"]) == (20, days[19].isoformat())
    assert {row["unchanged_since"] for row in after if row["school"]["id"] != str(school)} == {None}
    assert await told(assessment, district_id, as_of=days[23].isoformat()) == before


async def _standings(assessment: Service, district_id: UUID, school: UUID) -> list[dict[str, Any]]:
    reply = await assessment.machine(district_id).get(
        "/v1/attendance-standings", params={"school_id": str(school), "limit": 100}
    )
    return list(reply.json()["items"])


async def test_who_sees_figures_sees_the_same(assessment: Service, district_id: UUID) -> None:
    await reported(assessment, district_id, 60, 5)
    school, other = bundles.school(district_id, "s1"), bundles.school(district_id, "s2")
    whole = await told(assessment, district_id, by="school_grade")
    ours = [row for row in whole if row["school"]["id"] == str(school)]
    assert await told(assessment, district_id, by="school_grade", school_id=school) == ours
    query = {**YEAR, "by": "school_grade"}
    for who in (
        assessment.person(district_id, new_id(), ("principal", school)),
        assessment.machine_at(district_id, school),
    ):
        assert (await who.get(URL, params=query)).json()["items"] == ours
        assert (await who.get(URL, params={**query, "school_id": str(other)})).json()["items"] == []
        assert (await who.get(URL, params={**YEAR, "by": "district"})).json()["items"] == []
    leader = assessment.person(district_id, new_id(), ("executive_leader", None))
    assert (await leader.get(URL, params=query)).json()["items"] == whole
    for role in ("teacher", "counselor", "mentor"):
        refused = await assessment.person(district_id, new_id(), (role, school)).get(URL, params=query)
        assert_refused(refused, 403, "not_permitted")
    assert_refused(await assessment.machine(new_id()).get(URL, params=query), 404, "no_figures_yet")
    assert_refused(await assessment.machine(district_id).get(URL, params={"band": "severe"}), 422, "invalid")


async def test_figures_are_explained(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    reply = await assessment.machine(district_id).get(f"{URL}/explain", params=YEAR)
    explained = reply.json()
    assert (explained["as_of"], explained["smallest"], explained["margin"]) == (days[19].isoformat(), 10, 3)
    assert explained["rule"]["minimum_days"] == 10
    assert "newcomers_wait" in explained["rules"]


async def test_a_week_of_which_nothing_is_known_can_be_told_once_it_is(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, 60)
    monday = monday_after(days[19])
    await begin(assessment, district_id, monday)
    caller = assessment.machine(district_id)
    assert_refused(await caller.get(URL, params=YEAR), 404, "no_figures_yet")
    rows = [said(student, day, "U") for student in range(15) for day in days[:4]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    await begin(assessment, district_id, monday + timedelta(days=1))
    (row,) = await told(assessment, district_id, by="district")
    assert (row["students"], row["chronic"]) == (60, 15)
