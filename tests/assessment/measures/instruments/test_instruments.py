"""Instruments: drafted, put right, published, and then left alone."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import deploy
from shared.testing.calls import Service, assert_refused
from tests.assessment.measures.instruments.factories import small

SAMPLE = json.loads((Path(next(iter(deploy.__path__))) / "local" / "sample" / "instrument.json").read_text())
JSON = {"Content-Type": "application/json"}


async def test_an_instrument_is_published_once_and_never_changes(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    drafted = await caller.post("/v1/instruments", json=small())
    assert (drafted.status_code, drafted.json()["state"], drafted.headers["etag"][:3]) == (201, "draft", '"1-')
    address = f"/v1/instruments/{drafted.json()['id']}"
    changed = await caller.patch(address, json={"title": "Check up"}, headers={"If-Match": '"1"'})
    assert (changed.json()["title"], changed.json()["version"], changed.json()["revision"]) == ("Check up", "1.0", 2)
    assert (await caller.patch(address, json={"title": "X"}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await caller.patch(address, json={"title": "X"})).status_code == 428
    assert (await caller.post(f"{address}/publish")).json()["state"] == "published"
    late = await caller.patch(address, json={"title": "X"}, headers={"If-Match": '"3"'})
    assert_refused(late, 409, "instrument_published")
    assert (await caller.post(f"{address}/publish")).json()["code"] == "instrument_published"
    (event,) = await assessment.published(district_id)
    assert event["data"] == {"instrument_id": drafted.json()["id"], "code": "check", "version": "1.0"}


async def test_a_version_is_there_once_per_district(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    await caller.post("/v1/instruments", json=small())
    again = await caller.post("/v1/instruments", json=small())
    assert_refused(again, 409, "instrument_version_taken")
    other = await caller.post("/v1/instruments", json={**small(), "version": "1.1"})
    assert other.status_code == 201
    listed = (await caller.get("/v1/instruments?code=check")).json()["items"]
    assert [row["version"] for row in listed] == ["1.0", "1.1"]


async def test_the_sample_instrument_is_sound(assessment: Service, district_id: UUID) -> None:
    reply = await assessment.machine(district_id).post("/v1/instruments", json=SAMPLE)
    assert reply.status_code == 201, reply.text
    assert {name: reply.json()[name] for name in SAMPLE} == SAMPLE


WRONG: dict[str, tuple[str, str, Any]] = {
    "threshold above one": ("/threshold/numerator", "threshold", {"numerator": 11, "denominator": 10}),
    "threshold of nothing": ("/threshold/denominator", "threshold", {"numerator": 0, "denominator": 0}),
    "scale twice": ("/scales/1/code", "scales", small()["scales"] * 2),
    "scale without options": ("/scales/0/options", "scales", [{"code": "s", "options": []}]),
    "points twice": (
        "/scales/0/options/1/points",
        "scales",
        [{"code": "s", "options": [{"points": 1, "label": "a"}, {"points": 1, "label": "b"}]}],
    ),
    "no subscales": ("/subscales", "subscales", []),
    "no items": ("/subscales/0/items", "subscales", [{"code": "a", "title": "A", "items": []}]),
    "unknown scale": (
        "/subscales/0/items/0/scale",
        "subscales",
        [{"code": "a", "title": "A", "items": [{"code": "x", "prompt": "?", "scale": "none"}]}],
    ),
    "item twice": (
        "/subscales/1/items/0/code",
        "subscales",
        [{"code": code, "title": "T", "items": [{"code": "x", "prompt": "?", "scale": "s"}]} for code in ("a", "b")],
    ),
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_contradiction_is_refused_with_its_place(assessment: Service, district_id: UUID, kind: str) -> None:
    pointer, name, value = WRONG[kind]
    reply = await assessment.machine(district_id).post("/v1/instruments", json={**small(), name: value})
    assert_refused(reply, 422, "instrument_contradictory")
    assert pointer in [error["pointer"] for error in reply.json()["errors"]]


@pytest.mark.parametrize("value", [True, "1", 1.5])
async def test_points_are_whole_numbers(assessment: Service, district_id: UUID, value: Any) -> None:
    scales = [{"code": "s", "options": [{"points": value, "label": "a"}]}]
    reply = await assessment.machine(district_id).post("/v1/instruments", json={**small(), "scales": scales})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/scales/0/options/0/points")


@pytest.mark.parametrize("name", ["numerator", "denominator"])
async def test_true_is_no_share(assessment: Service, district_id: UUID, name: str) -> None:
    threshold = {"numerator": 1, "denominator": 1, name: True}
    reply = await assessment.machine(district_id).post("/v1/instruments", json={**small(), "threshold": threshold})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, f"/threshold/{name}")


async def test_yes_is_no_truth(assessment: Service, district_id: UUID) -> None:
    wrong = small()
    wrong["subscales"][0]["items"][0]["allows_not_applicable"] = "yes"
    reply = await assessment.machine(district_id).post("/v1/instruments", json=wrong)
    pointer = "/subscales/0/items/0/allows_not_applicable"
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
