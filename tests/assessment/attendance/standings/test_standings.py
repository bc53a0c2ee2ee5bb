"""How students stand agrees with arithmetic by hand, whoever is asked and as of whenever; and is seen by whom it concerns."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.assessment.attendance.codes.categories import DAY, Category
from services.assessment.attendance.definitions.presets import PRESETS, USUAL
from services.assessment.attendance.definitions.schemas import said as as_sent
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.definitions.factories import adopt
from tests.assessment.attendance.factories import CODES, covering, enrolled, held, listed, push, said, standing
from tests.assessment.bundles import pack, person, run

BANDS = ["satisfactory", "at_risk", "moderate", "severe"]


async def test_a_band_is_entered_told_and_left(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(
        assessment, district_id, [said(0, day, "U") for day in days[:2]], **covering(district_id, days[0], days[19])
    )
    assert (await listed(assessment, district_id, 0))["band"] == "moderate"
    await push(assessment, district_id, [said(0, days[1], "P")])
    told = await assessment.published(district_id, "assessment.attendance_band.changed.v1")
    assert [(event["data"]["before"], event["data"]["after"]) for event in told] == [
        (None, "moderate"),
        ("moderate", "at_risk"),
    ]
    assert {event["data"]["student_id"] for event in told} == {person(district_id, "000000")}
    rows = await assessment.sql(
        "select before, after from attendance_band_history where district_id = $1 and student_id = $2 order by happened_at",
        *(district_id, UUID(person(district_id, "000000"))),
    )
    assert [tuple(row) for row in rows] == [(None, "moderate"), ("moderate", "at_risk")]


async def test_the_rule_in_force_decides(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [
        said(0, days[0], "I"),
        said(0, days[1], "E", duration=0.4),
        said(0, days[2], "N"),
        *(said(0, day, "T") for day in days[3:6]),
    ]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    found = await standing(assessment, district_id, 0)
    assert (found["days_enrolled"], found["days_absent"], found["tardies"], found["days_excluded"]) == (19, 0, 3, 1)
    before = clock.now()
    ours = await adopt(
        *(assessment, district_id),
        counts=["excused", "unexcused", "suspended_in"],
        tardies_per_absence=3,
        absent_from={"numerator": 2, "denominator": 5},
    )
    found = await listed(assessment, district_id, 0)
    assert (found["days_enrolled"], found["days_absent"], found["band"], found["definition"]["id"]) == (
        19,
        3,
        "moderate",
        ours,
    )
    as_then = await standing(assessment, district_id, 0, as_of=before.isoformat())
    assert (as_then["days_absent"], as_then["definition"]) == (0, None)
    other = await assessment.machine(district_id).post(
        "/v1/attendance-definitions", json=as_sent("Strict", "", PRESETS["us_ca"].definition).model_dump(mode="json")
    )
    by_another = await standing(assessment, district_id, 0, attendance_definition_id=other.json()["id"])
    assert (by_another["no_figure"], by_another["days_absent"]) == ("too_few_days", 0)


async def test_every_day_is_explained(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [
        *(said(0, days[0], "U", period="1", duration=0.25), said(0, days[0], "E", period="2", duration=0.25)),
        *(said(0, days[1], "T"), said(0, days[2], "N"), said(0, days[3], "E", duration=0.25)),
    ]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    await push(assessment, district_id, [said(0, days[30], "U")])
    path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})
    told = reply.json()
    assert [
        (one["day"], one["period"], one["code"], one["outcome"], one["missed"], one["counts_as"])
        for one in told["days"]
    ] == [
        (days[0].isoformat(), "1", "U", "unexcused", 0.25, "absent"),
        (days[0].isoformat(), "2", "E", "excused", 0.25, "absent"),
        (days[1].isoformat(), None, "T", "tardy", 0, "present"),
        (days[2].isoformat(), None, "N", "not_expected", 1, "excluded"),
        (days[3].isoformat(), None, "E", "excused", 0.25, "present"),
        (days[30].isoformat(), None, "U", "unexcused", 1, "not_counted"),
    ]
    assert (told["rule"]["title"], told["rule"]["minimum_days"]) == (USUAL.title, 10)
    (item,) = told["items"]
    assert (item["days_enrolled"], item["days_absent"], item["days_excluded"]) == (19, 1, 1)
    assert item["school"] == {"id": str(bundles.school(district_id, "s1")), "name": "School 0101"}


async def test_what_a_day_counts_as_is_what_the_figure_made_of_it(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    half_expected = said(0, days[0], "N", duration=0.5)
    elsewhere = {**said(0, days[1], "U"), "school_source_id": "s2"}
    await push(assessment, district_id, [half_expected, elsewhere], **covering(district_id, days[0], days[19]))
    path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
    told = (await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})).json()
    assert [(day["outcome"], day["counts_as"]) for day in told["days"]] == [
        ("not_expected", "present"),
        ("unexcused", "not_counted"),
    ]
    (item,) = told["items"]
    assert (item["days_enrolled"], item["days_absent"], item["days_excluded"]) == (20, 0, 0)


async def test_who_sees_how_a_student_stands(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    student, school = person(district_id, "000000"), bundles.school(district_id, "s1")
    path = f"/v1/students/{student}/attendance"
    sees = {
        "principal": assessment.person(district_id, new_id(), ("principal", school)),
        "teacher": assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school)),
        "coordinator": assessment.person(district_id, new_id(), ("district_coordinator", None)),
        "client": assessment.machine_at(district_id, school),
    }
    for who, caller in sees.items():
        assert (await caller.get(path)).status_code == 200, who
        seen = (await caller.get("/v1/attendance-standings?limit=500")).json()["items"]
        assert student in {row["student_id"] for row in seen}, who
        if who in ("principal", "client"):
            assert {row["school"]["id"] for row in seen} == {str(school)}, who
    blind = {
        "another principal": assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2"))),
        "another teacher": assessment.person(district_id, new_id(), ("teacher", school)),
        "a mentor": assessment.person(district_id, new_id(), ("mentor", school)),
        "another district": assessment.machine(new_id()),
        "a client elsewhere": assessment.machine_at(district_id, bundles.school(district_id, "s2")),
    }
    for who, caller in blind.items():
        for address in (path, f"{path}/explain"):
            assert_refused(await caller.get(address), 404, "not_found")
        seen = (await caller.get("/v1/attendance-standings?limit=500")).json()["items"]
        assert student not in {row["student_id"] for row in seen}, who


async def test_lists_by_band_and_year(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(student, day, "U") for student, count in ((0, 1), (3, 2), (6, 4)) for day in days[:count]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller, school = assessment.machine(district_id), str(bundles.school(district_id, "s1"))
    for band, number in (("at_risk", 0), ("moderate", 3), ("severe", 6)):
        query = {"band": band, "school_id": school, "school_year": "2026-27"}
        (found,) = (await caller.get("/v1/attendance-standings", params=query)).json()["items"]
        assert (found["student_id"], found["is_chronic"]) == (person(district_id, f"{number:06d}"), band != "at_risk")
    both = await caller.get("/v1/attendance-standings", params={"band": "moderate,severe"})
    assert len(both.json()["items"]) == 2
    assert (await caller.get("/v1/attendance-standings?school_year=2025-26")).json()["items"] == []


CASES = st.lists(
    st.tuples(
        st.integers(0, 3).map(lambda n: n * 3),
        st.integers(0, 13),
        st.sampled_from([*CODES, "?"]),
        st.sampled_from([None, 0.25, 0.5, 1]),
    ),
    max_size=25,
)


@given(CASES, st.sampled_from(sorted(PRESETS)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=12)
@pytest.mark.parametrize("listed_as", ["exceptions"])
async def test_sql_and_arithmetic_agree(
    assessment: Service, listed_as: str, cases: list[tuple[int, int, str, float | None]], preset: str
) -> None:
    district_id = new_id()
    days = await enrolled(assessment, district_id, days=20)
    rule = PRESETS[preset].definition
    await adopt(
        assessment, district_id, **as_sent(preset, "", rule).model_dump(mode="json", exclude={"title", "authority"})
    )
    rows = [
        said(student, days[day], code, **({} if share is None else {"duration": share}))
        for student, day, code, share in cases
    ]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[13], listed_as))
    for student in range(0, 12, 3):
        found = await standing(assessment, district_id, student)
        assert tuple(found[name] for name in ("days_enrolled", "days_absent", "tardies", "band")) == _by_hand(
            {days[day]: (code, share) for number, day, code, share in cases if number == student}, rule
        )
        kept = await listed(assessment, district_id, student)
        assert {name: kept[name] for name in found} == found


async def test_a_day_that_comes_to_count_finds_what_was_said_of_it_before(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    rule = as_sent("Ours", "", PRESETS["us_sc"].definition).model_dump(mode="json", exclude={"title", "authority"})
    await adopt(assessment, district_id, **rule | {"tardies_per_absence": 1, "minimum_days": 1})

    async def kept(student: int) -> tuple[int, int, str]:
        row, found = (
            await listed(assessment, district_id, student),
            await standing(assessment, district_id, student),
        )
        assert {name: row[name] for name in found} == found
        return row["days_enrolled"], row["days_absent"], row["whole_through"]

    late_and_gone = [said(3, days[0], code, period=code, duration=1) for code in "TU"]
    await push(assessment, district_id, late_and_gone, **covering(district_id, days[0]))
    # Two absences by the rule, of one day.
    assert [await kept(student) for student in (0, 3)] == [(1, 0, str(days[0])), (1, 1, str(days[0]))]
    absent = [said(0, days[1], "U")]
    await push(assessment, district_id, absent)
    assert await kept(0) == (1, 0, str(days[0]))
    await push(assessment, district_id, absent, **covering(district_id, days[1]))
    assert [await kept(student) for student in (0, 3, 6)] == [(2, absences, str(days[1])) for absences in (1, 2, 0)]


async def test_who_has_left_is_enrolled_no_more(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[9]))
    without = bundles.files()
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("enrollments", "userSourcedId")):
        without[name] = [row for row in without[name] if row[key] != "000000"]
    await run(assessment, district_id, pack(without))
    left_on = (
        await assessment.sql("select deleted_at from students where id = $1", UUID(person(district_id, "000000")))
    )[0]["deleted_at"].date()
    await push(assessment, district_id, [], **covering(district_id, days[10], days[59]))
    for one in (standing, listed):
        assert (await one(assessment, district_id, 0))["days_enrolled"] == sum(day <= left_on for day in days)
        assert (await one(assessment, district_id, 3))["days_enrolled"] == 60


async def moderate(assessment: Service, district_id: UUID, *students: int) -> list[date]:
    days = await enrolled(assessment, district_id)
    rows = [said(student, day, "U") for student in students for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    return days


async def test_of_two_that_are_merged_one_stands(assessment: Service, district_id: UUID) -> None:
    await moderate(assessment, district_id, 0, 3)
    kept, other = person(district_id, "000000"), person(district_id, "000003")
    caller, reason = assessment.machine(district_id), {"reason": "One child."}
    told = len(await assessment.published(district_id, "assessment.attendance_band.changed.v1"))

    async def act(what: str) -> None:
        reply = await caller.post(f"/v1/students/{kept}/{what}", json={"student_id": other, **reason})
        assert reply.status_code == 200, reply.text
        done = {"merge": "merged", "split": "split"}[what]
        facts = {"student_id": kept, "merged_id": other}
        await assessment.receive(district_id, (f"assessment.students.{done}.v1", facts))

    async def stands(student: int) -> tuple[Any, ...]:
        row = await listed(assessment, district_id, student)
        return row["band"], row["no_figure"], row["days_absent"]

    await act("merge")
    assert [await stands(0), await stands(3)] == [("moderate", None, 2), (None, "not_enrolled", 0)]
    news = (await assessment.published(district_id, "assessment.attendance_band.changed.v1"))[told:]
    assert [(one["data"]["student_id"], one["data"]["after"]) for one in news] == [(other, None)]
    for path in (f"/v1/students/{other}/attendance", f"/v1/students/{other}/attendance/explain"):
        assert_refused(await caller.get(path), 410, "student_merged")
    await act("split")
    assert [await stands(0), await stands(3)] == [("moderate", None, 2)] * 2


async def test_a_calendar_that_changes_is_followed(assessment: Service, district_id: UUID) -> None:
    days = await moderate(assessment, district_id, 0)
    await held(assessment, district_id, days[1:], version=10)
    for one in (standing, listed):
        row = await one(assessment, district_id, 0)
        assert (row["days_enrolled"], row["days_absent"]) == (19, 1)
    await push(assessment, district_id, [], **covering(district_id, days[20]))
    row = await listed(assessment, district_id, 0)
    assert (row["days_enrolled"], row["days_absent"]) == (20, 1)


def _by_hand(facts: dict[date, tuple[str, float | None]], rule: Any) -> tuple[Any, ...]:
    if any(code == "?" for code, _ in facts.values()):
        return None, None, None, None
    enrolled_days, absent, tardies = 14, 0, 0
    for code, share in facts.values():
        category = Category(CODES[code])
        missed = 0 if category in (Category.PRESENT, Category.TARDY) else round((1 if share is None else share) * DAY)
        if category == Category.NOT_EXPECTED and missed == DAY:
            enrolled_days -= 1
            continue
        counted: dict[Category, int] = defaultdict(int)
        counted[category] += missed
        absent += rule.is_absent(counted)
        tardies += category == Category.TARDY
    absent = rule.absences(absent, tardies)
    band = rule.band_of(enrolled_days, min(absent, enrolled_days))
    return enrolled_days, min(absent, enrolled_days), tardies, band.code if band else None
