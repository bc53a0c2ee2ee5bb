"""Figures of weeks, of two weeks, of subgroups and of a class: the same counts beside each other, and of no few."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.ids import id_from_source, new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun, covering, enrolled, push, said
from tests.assessment.attendance.figures.factories import URL, YEAR, monday_after, reported, told
from tests.assessment.bundles import person

SETTINGS = "/v1/attendance-figure-settings"


async def read(assessment: Service, district_id: UUID, what: str, **query: Any) -> dict[str, Any]:
    reply = await assessment.machine(district_id).get(f"{URL}/{what}", params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def choose(assessment: Service, district_id: UUID, version: int = 0, **changes: Any) -> None:
    wish = {"smallest": 10, "subgroups": [], "measures": [], **changes}
    headers = {"If-Match": f'"{version}"'}
    reply = await assessment.machine(district_id).put(SETTINGS, json=wish, headers=headers)
    assert reply.status_code == 200, reply.text


async def week(assessment: Service, district_id: UUID, days: list[date], first: int, *rows: dict[str, Any]) -> None:
    """Five more days in full, and the Monday after them."""
    await push(assessment, district_id, list(rows), **covering(district_id, days[first], days[first + 4]))
    monday = monday_after(days[first + 4])
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(monday)))


async def test_weeks_are_told_beside_each_other_as_they_were(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    first = await told(assessment, district_id, by="school")
    for at in (20, 25):
        await week(assessment, district_id, days, at)
    trend = await read(assessment, district_id, "trend", by="school", **YEAR)
    assert [one["as_of"] for one in trend["weeks"]] == [days[at].isoformat() for at in (19, 24, 29)]
    assert trend["weeks"][0]["items"] == first
    months = await read(assessment, district_id, "trend", by="school", every="month", **YEAR)
    assert [one["as_of"][:7] for one in months["weeks"]] == ["2026-09", "2026-10"]
    years = await read(assessment, district_id, "years", by="district", **YEAR)
    assert [one["school_year"] for one in years["weeks"]] == ["2026-27"]
    school = bundles.school(district_id, "s1")
    principal = assessment.person(district_id, new_id(), ("principal", school))
    seen = (await principal.get(f"{URL}/trend", params={**YEAR, "by": "school"})).json()
    assert {row["school"]["id"] for one in seen["weeks"] for row in one["items"]} == {str(school)}


async def test_who_became_and_is_no_longer_within_four_weeks(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 90, 10)
    await assessment.machine(district_id).post(f"{URL}/make")
    reply = await assessment.machine(district_id).get(f"{URL}/change", params={**YEAR, "by": "school"})
    assert_refused(reply, 404, "no_figures_yet")
    # Of ten at each school four are corrected; eight others were away for four days of the second week.
    mended = [said(student, day, "P") for student in range(12) for day in days[:4]]
    missed = [said(student, day, "U") for student in range(60, 84) for day in days[:4]]
    await push(assessment, district_id, mended + missed)
    for at in (20, 25, 30, 35):
        await week(assessment, district_id, days, at)
    change = await read(assessment, district_id, "change", by="school", as_of=days[39].isoformat(), **YEAR)
    assert (change["since"], change["as_of"]) == (days[19].isoformat(), days[39].isoformat())
    found = [(row["became_chronic"], row["no_longer_chronic"]) for row in change["items"]]
    assert found == [(8, 4)] * 3
    (whole,) = (await read(assessment, district_id, "change", by="district", **YEAR))["items"]
    assert (whole["became_chronic"], whole["no_longer_chronic"]) == (24, 12)
    refused = await assessment.machine(district_id).get(f"{URL}/change", params={**YEAR, "weeks": 1})
    assert_refused(refused, 422, "figures_cut_refused")


async def test_measures_are_told_as_the_year_began(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    (row,) = await told(assessment, district_id, by="district")
    # Four days in a row from the first day on: all of them in August but for one, or none in September.
    assert {one["measure"]: one["students"] for one in row["measures"]} == {"in_a_row": 15}
    mine = {"code": "twice", "kind": "cumulative", "days": 2, "months": []}
    await choose(assessment, district_id, measures=[mine])
    in_september = [day for day in days if day.month == 9][:2]
    await push(assessment, district_id, [said(student, day, "U") for student in range(30, 48) for day in in_september])
    await week(assessment, district_id, days, 20)
    (row,) = await told(assessment, district_id, by="district")
    assert {one["measure"]: one["students"] for one in row["measures"]} == {"early": 18, "in_a_row": 15}


async def test_the_districts_own_size_begins_with_the_next_week(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    assert (await caller.get(SETTINGS)).json()["smallest"] == 10
    for wrong in (4, 101):
        body: dict[str, Any] = {"smallest": wrong, "subgroups": [], "measures": []}
        assert_refused(await caller.put(SETTINGS, json=body, headers={"If-Match": '"0"'}), 422, "invalid")
    days = await reported(assessment, district_id, 60, 5)
    await choose(assessment, district_id, smallest=25)
    before = await told(assessment, district_id, by="school")
    assert {row["suppressed"] for row in before} == {None}
    await week(assessment, district_id, days, 20)
    assert {row["suppressed"] for row in await told(assessment, district_id, by="school")} == {"too_small"}
    assert await told(assessment, district_id, by="school", as_of=days[22].isoformat()) == before


async def test_subgroups_are_told_of_the_district_where_it_turned_them_on(
    assessment: Service, district_id: UUID
) -> None:
    await choose(assessment, district_id, subgroups=["sex"])
    days = await enrolled(assessment, district_id, 90)
    await assessment.sql("update students set sex = 'female' where district_id = $1", district_id)
    male = [UUID(person(district_id, f"{student:06d}")) for student in range(1, 90, 2)]
    await assessment.sql("update students set sex = 'male' where id = any($1)", male)
    rows = [said(student, day, "U") for student in range(30) for day in days[:4]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(monday_after(days[19]))))
    found = await read(assessment, district_id, "subgroups", dimension="sex", **YEAR)
    assert [(one["group"], one["students"], one["chronic"]) for one in found["items"]] == [
        ("female", 45, 15),
        ("male", 45, 15),
    ]
    assert (await read(assessment, district_id, "subgroups", dimension="home_language", **YEAR))["items"] == []
    refused = await assessment.machine(district_id).get(
        f"{URL}/subgroups", params={**YEAR, "dimension": "sex", "by": "school"}
    )
    assert_refused(refused, 422, "figures_cut_refused")
    school = bundles.school(district_id, "s1")
    principal = assessment.person(district_id, new_id(), ("principal", school))
    reply = await principal.get(f"{URL}/subgroups", params={**YEAR, "dimension": "sex"})
    assert_refused(reply, 403, "not_permitted")
    # One student more of the one and less of the other would tell of that student: all is told as the week before.
    await assessment.sql("update students set sex = 'female' where id = $1", male[0])
    await week(assessment, district_id, days, 20)
    assert (await read(assessment, district_id, "subgroups", dimension="sex", **YEAR))["items"] == found["items"]


async def test_a_class_is_counted_for_who_sees_each_of_its_students(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(
        assessment, district_id, [said(0, day, "U") for day in days[:4]], **covering(district_id, days[0], days[19])
    )
    school = bundles.school(district_id, "s1")
    class_id = str(id_from_source(district_id, "oneroster", "class", "k1"))
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school))
    reply = await teacher.get(f"{URL}/of-class", params={"class_id": class_id})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["students"], reply.json()["chronic"]) == (4, 1)
    leader = assessment.person(district_id, new_id(), ("executive_leader", None))
    elsewhere = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2")))
    other = assessment.person(district_id, new_id(), ("teacher", school))
    for who in (leader, elsewhere, other):
        refused = await who.get(f"{URL}/of-class", params={"class_id": class_id})
        assert_refused(refused, 422, "figures_cut_refused")
