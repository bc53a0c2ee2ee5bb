"""A word means what the district says, and only what words of its kind can mean."""

from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.factories import enrolled
from tests.assessment.indicators.factories import MARKS, mark

CODES = "/v1/indicator-codes"


async def test_a_word_is_known_whatever_its_case_and_spaces(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    made = await caller.post(CODES, json={"kind": "mark", "code": "F", "meaning": "failing", "points": 0.0})
    assert (made.status_code, made.json()["points"]) == (201, 0)
    again = await caller.post(CODES, json={"kind": "mark", "code": " f ", "meaning": "passing"})
    assert_refused(again, 409, "indicator_code_known")
    where, version = f"{CODES}/{made.json()['id']}", {"If-Match": '"1"'}
    assert_refused(
        await caller.patch(where, json={"meaning": "suspended_in"}, headers=version),
        422,
        "indicator_meaning_of_another",
    )
    changed = await caller.patch(where, json={"meaning": "passing", "points": 1.0}, headers=version)
    assert (changed.json()["meaning"], changed.json()["version"]) == ("passing", 2)
    assert (await caller.get(where)).json() == changed.json()
    told = await assessment.published(district_id, "assessment.indicator_code.recorded.v1")
    assert [event["data"]["meaning"] for event in told] == ["failing", "passing"]


async def test_a_word_that_was_sent_unasked_is_said_as_a_new_one_is(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    assert (await caller.post(MARKS, json={"items": [mark(0, mark="Q")]})).status_code == 200
    sent = {one["code"]: one for one in (await caller.get(CODES, params={"mapped": False})).json()["items"]}["Q"]
    made = await caller.post(CODES, json={"kind": "mark", "code": "q", "meaning": "passing", "points": 2.0})
    assert made.status_code == 201, made.text
    facts = ("id", "code", "meaning", "points", "version")
    assert [made.json()[name] for name in facts] == [sent["id"], "Q", "passing", 2, 2]
    (event,) = await assessment.published(district_id, "assessment.indicator_code.recorded.v1")
    assert event["data"]["meaning"] == "passing"
    again = await caller.post(CODES, json={"kind": "mark", "code": "Q", "meaning": "failing"})
    assert_refused(again, 409, "indicator_code_known")


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "mark", "code": "F", "meaning": "violence"},
        {"kind": "behavior", "code": "Fight", "meaning": "violence", "points": 1.0},
        {"kind": "mark", "code": "60..0", "meaning": "failing"},
        {"kind": "mark", "code": "0..sixty", "meaning": "failing"},
        {"kind": "mood", "code": "F", "meaning": "failing"},
    ],
)
async def test_what_no_word_can_mean_is_refused(
    assessment: Service, district_id: UUID, wish: dict[str, object]
) -> None:
    assert_refused(await assessment.machine(district_id).post(CODES, json=wish), 422, "invalid")
