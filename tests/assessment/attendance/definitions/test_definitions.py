"""What counts as absent is said by a definition, exactly, and adopted once."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.attendance.codes.categories import DAY, Category
from services.assessment.attendance.definitions.presets import PRESETS, USUAL
from services.assessment.attendance.definitions.rules import Definition, Unreported, contradictions, tenths
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.definitions.factories import URL, adopt, ours

#: Days missed of 180, as the success mentors' programme has them.
VECTORS = [
    *((17, "satisfactory"), (18, "at_risk"), (35, "at_risk"), (36, "moderate"), (71, "moderate"), (72, "severe")),
    *((0, "satisfactory"), (360, "severe")),
]


@pytest.mark.parametrize(("halves", "band"), VECTORS)
def test_bands_are_half_open(halves: int, band: str) -> None:
    found = USUAL.definition.band_of(360, halves)
    assert found is not None
    assert found.code == band
    assert found.is_chronic == (halves * 10 >= 360)


def test_too_few_days_are_no_band() -> None:
    assert USUAL.definition.band_of(9, 9) is None
    assert PRESETS["us_ca"].definition.band_of(30, 0) is None
    assert PRESETS["us_ca"].definition.band_of(31, 0) is not None
    anybody = Definition(
        Fraction(1, 2), 0, frozenset({Category.EXCUSED}), None, Unreported.EXCLUDED, USUAL.definition.bands
    )
    assert anybody.band_of(0, 0) is None


def test_half_of_a_day_is_a_day() -> None:
    rule = USUAL.definition
    assert rule.is_absent({Category.EXCUSED: DAY // 2})
    assert not rule.is_absent({Category.EXCUSED: DAY // 2 - 1})
    assert rule.is_absent({Category.EXCUSED: DAY // 4, Category.UNEXCUSED: DAY // 4})
    assert not rule.is_absent({Category.SUSPENDED_IN: DAY, Category.PRESENT: DAY})
    assert rule.is_absent({Category.SUSPENDED_OUT: DAY})


@given(st.integers(1, 12), st.integers(0, 12))
def test_periods_add_up_to_the_day(periods: int, missed: int) -> None:
    missed = min(missed, periods)
    assert USUAL.definition.is_absent({Category.EXCUSED: DAY // periods * missed}) == (missed * 2 >= periods)


@given(st.integers(1, 400), st.integers(0, 400))
def test_the_band_is_the_last_whose_share_is_reached(enrolled: int, absent: int) -> None:
    absent, rule = min(absent, enrolled), USUAL.definition
    found, share = rule.band_of(enrolled, absent), Fraction(min(absent, enrolled), enrolled)
    reached = [band for band in rule.bands if band.starts_at <= share]
    assert found == (reached[-1] if enrolled >= rule.minimum_days else None)


def test_tardies_add_up() -> None:
    rule = Definition(Fraction(1, 2), 10, frozenset(Category), 3, Unreported.EXCLUDED, USUAL.definition.bands)
    assert [rule.absences(1, tardies) for tardies in (0, 2, 3, 8)] == [1, 1, 2, 3]
    assert USUAL.definition.absences(1, 8) == 1


@pytest.mark.parametrize(
    ("bands", "pointers"),
    [
        (tenths(("a", 0, False), ("b", 10, True)), []),
        (tenths(("a", 5, False)), ["/bands/0/starts_at"]),
        (tenths(("a", 0, False), ("b", 0, False)), ["/bands/1/starts_at"]),
        (tenths(("a", 0, False), ("a", 10, False)), ["/bands/1/code"]),
        (tenths(("a", 0, False), ("b", 110, False)), ["/bands/1/starts_at"]),
        (tenths(("a", 0, False), ("b", 5, True), ("c", 10, False)), ["/bands/2/starts_at"]),
    ],
)
def test_bands_make_a_ladder(bands: Any, pointers: list[str]) -> None:
    assert contradictions(bands) == pointers


async def test_a_preset_becomes_the_districts_own(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    presets = (await caller.get("/v1/attendance-definition-presets")).json()["items"]
    assert [one["code"] for one in presets] == ["us_edfacts", "us_ca", "us_me", "us_sc", "us_ny"]
    for one in presets:
        reply = await caller.post(URL, json=one["definition"])
        assert (reply.status_code, reply.json()["state"]) == (201, "draft"), reply.text
        assert {name: reply.json()[name] for name in one["definition"]} == one["definition"]
    assert {one["definition"]["unreported"] for one in presets if one["code"] == "us_ny"} == {"absent"}


async def test_what_was_adopted_never_changes(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    first = (await caller.post(URL, json=ours())).json()
    changed = await caller.patch(f"{URL}/{first['id']}", json={"minimum_days": 20}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["minimum_days"], changed.json()["may"]) == (
        200,
        20,
        ["adopt", "change"],
    )
    adopted = await caller.post(f"{URL}/{first['id']}/adopt")
    assert (adopted.json()["state"], adopted.json()["may"]) == ("in_force", [])
    late = await caller.patch(f"{URL}/{first['id']}", json={"minimum_days": 9}, headers={"If-Match": '"3"'})
    assert_refused(late, 409, "attendance_definition_fixed")
    assert_refused(await caller.post(f"{URL}/{first['id']}/adopt"), 409, "attendance_definition_fixed")
    second = await adopt(assessment, district_id, title="Second")
    rows = (await caller.get(URL)).json()["items"]
    assert {row["id"]: row["state"] for row in rows} == {first["id"]: "replaced", second: "in_force"}
    told = await assessment.published(district_id, "assessment.attendance_definition.adopted.v1")
    assert [event["data"]["attendance_definition_id"] for event in told] == [first["id"], second]


async def test_bands_that_make_no_ladder_are_refused(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    wrong = ours(bands=[{"code": "a", "starts_at": {"numerator": 1, "denominator": 10}, "is_chronic": False}])
    reply = await caller.post(URL, json=wrong)
    assert_refused(reply, 422, "bands_contradictory")
    assert [one["pointer"] for one in reply.json()["errors"]] == ["/bands/0/starts_at"]
    made = (await caller.post(URL, json=ours())).json()
    reply = await caller.patch(f"{URL}/{made['id']}", json={"bands": wrong["bands"]}, headers={"If-Match": '"1"'})
    assert_refused(reply, 422, "bands_contradictory")


async def test_who_says_what_counts(assessment: Service, district_id: UUID) -> None:
    teacher = assessment.person(district_id, new_id(), ("teacher", new_id()))
    assert (await teacher.get(URL)).status_code == 200
    assert_refused(await teacher.post(URL, json=ours()), 403, "not_permitted")
    coordinator = assessment.person(district_id, new_id(), ("district_coordinator", None))
    assert (await coordinator.post(URL, json=ours())).status_code == 201
