"""A score is held against its screener's range, and means what the cut scores say."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.assessment.indicators.screenings.rules import grade_of, level_of, window_of
from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.factories import enrolled
from tests.assessment.bundles import person
from tests.assessment.indicators.factories import RESULTS, SCREENER, listed, push, result

LIST = "/v1/screening-results"


async def screened(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    made = await assessment.machine(district_id).post("/v1/screeners", json=SCREENER)
    assert made.status_code == 201, made.text


async def test_a_score_says_a_level_of_risk(assessment: Service, district_id: UUID) -> None:
    await screened(assessment, district_id)
    rows = [result(0, 3.9), result(3, 4), result(6, 7, grade="3"), result(9, 5, window="Spring", grade="Third grade")]
    told = await push(assessment, district_id, rows, path=RESULTS)
    assert told["faults"] == []
    found = {one["student_id"]: one for one in await listed(assessment, district_id, LIST)}
    levels = {number: found[person(district_id, f"{number:06d}")]["risk_level"] for number in (0, 3, 6, 9)}
    assert levels == {0: "high", 3: "moderate", 6: "low", 9: None}
    last = found[person(district_id, "000009")]
    assert (last["no_level"], last["grade"], last["window"], last["edition"]) == (
        "no_cut_score",
        "03",
        "spring",
        "2026",
    )
    assert {one["student_id"] for one in await listed(assessment, district_id, LIST, risk_level="high,low")} == {
        *(person(district_id, "000000"), person(district_id, "000006"))
    }
    one = found[person(district_id, "000000")]
    assert (await assessment.machine(district_id).get(f"{LIST}/{one['id']}")).json() == one


@pytest.mark.parametrize(
    ("row", "pointer", "code"),
    [
        (result(0, 10.5), "/score", "score_out_of_range"),
        (result(0, -1), "/score", "score_out_of_range"),
        (result(0, screener="math"), "/screener", "screener_unknown"),
        (result(0, edition="2020"), "/screener", "screener_unknown"),
    ],
)
async def test_what_the_screener_does_not_have_is_refused(
    assessment: Service, district_id: UUID, row: dict[str, Any], pointer: str, code: str
) -> None:
    await screened(assessment, district_id)
    told = await push(assessment, district_id, [row, result(3)], path=RESULTS)
    (fault,) = told["faults"]
    assert (fault["row"], fault["pointer"], fault["code"], told["batch"]["changed_count"]) == (1, pointer, code, 1)


async def test_without_a_school_it_is_the_students_own(assessment: Service, district_id: UUID) -> None:
    await screened(assessment, district_id)
    text = b"studentUniqueId,assessmentIdentifier,administrationDate,result\n000001,reading,2026-09-28,8\n"
    caller = assessment.machine(district_id)
    reply = await caller.post(RESULTS, content=text, headers={"Content-Type": "text/csv"})
    assert (reply.status_code, reply.json()["faults"]) == (200, [])
    (found,) = await listed(assessment, district_id, LIST)
    assert (found["school"]["name"], found["risk_level"], found["window"]) == ("School 0102", "low", "fall")
    nothing = await caller.post(RESULTS, content=b"a\n", headers={"Content-Type": "text/csv"})
    assert_refused(nothing, 422, "screenings_unreadable")


async def test_a_column_that_ends_like_another_is_not_that_one(assessment: Service, district_id: UUID) -> None:
    await screened(assessment, district_id)
    text = (
        b"student_id,assessment_id,assessment_title,administration_date,grade_level,score,score_type,max_score\n"
        b"000001,reading,Reading,2026-09-28,Third grade,2,Raw score,10\n"
    )
    reply = await assessment.machine(district_id).post(RESULTS, content=text, headers={"Content-Type": "text/csv"})
    assert (reply.status_code, reply.json()["faults"]) == (200, [])
    (found,) = await listed(assessment, district_id, LIST)
    assert (found["score"], found["grade"], found["risk_level"]) == (2, "03", "high")


async def test_other_cut_scores_are_another_edition_and_change_no_result(
    assessment: Service, district_id: UUID
) -> None:
    await screened(assessment, district_id)
    caller = assessment.machine(district_id)
    assert_refused(await caller.post("/v1/screeners", json=SCREENER), 409, "screener_known")
    await push(assessment, district_id, [result(0, 5)], path=RESULTS)
    strict = {"edition": "2027", "cut_scores": [{"risk_level": "high", "from_score": 0.0}]}
    made = (await caller.post("/v1/screeners", json=SCREENER | strict)).json()
    assert (await caller.get(f"/v1/screeners/{made['id']}")).json() == made
    await push(assessment, district_id, [result(3, 5)], path=RESULTS)
    found = {
        one["student_id"]: (one["edition"], one["risk_level"]) for one in await listed(assessment, district_id, LIST)
    }
    assert found == {
        person(district_id, "000000"): ("2026", "moderate"),
        person(district_id, "000003"): ("2027", "high"),
    }
    told = await assessment.published(district_id, "assessment.screener.added.v1")
    assert [event["data"]["edition"] for event in told] == ["2026", "2027"]


@pytest.mark.parametrize(
    "changes",
    [
        {"lowest": 10.0},
        {"cut_scores": [{"risk_level": "high", "from_score": 11.0}]},
        {"cut_scores": [{"risk_level": "high", "from_score": 1.0}, {"risk_level": "low", "from_score": 1.0}]},
        {"score_kind": "feeling"},
    ],
)
async def test_what_is_no_screener_is_refused(assessment: Service, district_id: UUID, changes: dict[str, Any]) -> None:
    assert_refused(await assessment.machine(district_id).post("/v1/screeners", json=SCREENER | changes), 422, "invalid")


def test_the_closest_cut_scores_hold() -> None:
    cuts = [
        {"risk_level": "high", "from_score": 0},
        {"risk_level": "low", "from_score": 5},
        {"risk_level": "high", "from_score": 0, "grade": "03"},
        {"risk_level": "moderate", "from_score": 2, "grade": "03"},
        {"risk_level": "low", "from_score": 1, "grade": "03", "window": "fall"},
    ]
    assert level_of(cuts, None, "fall", 5) == "low"
    assert level_of(cuts, "04", "fall", 4.99) == "high"
    assert level_of(cuts, "03", "winter", 9) == "moderate"
    assert level_of(cuts, "03", "fall", 1) == "low"
    assert level_of(cuts, "03", "fall", 0.5) is None
    assert level_of([], "03", "fall", 1) is None


def test_words_of_grades_and_days_of_windows() -> None:
    words = ("3", "03", "Third grade", "uri://ed-fi.org/GradeLevelDescriptor#Third Grade", "K", "Twelfth", "nonsense")
    assert [grade_of(word) for word in words] == ["03", "03", "03", "03", "KG", "12", "NONSENSE"]
    days = [date(2026, month, 1) for month in (8, 11, 12, 2, 3, 6)]
    assert [window_of(day) for day in days] == ["fall", "fall", "winter", "winter", "spring", "spring"]
