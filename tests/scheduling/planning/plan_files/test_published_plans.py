"""Plans as districts publish them can be said whole: taken, given back in every form with the same hash, and published."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from tests.scheduling.factories import TODAY, District
from tests.scheduling.planning.plan_files.factories import send
from tests.scheduling.planning.plan_files.published import PUBLISHED, typed


def said(body: Any, plan: Any) -> bool:
    """Does a reply say everything that was sent?"""
    if isinstance(body, dict):
        return all(name in plan and said(value, plan[name]) for name, value in body.items())
    if isinstance(body, list):
        return len(body) == len(plan) and all(said(one, other) for one, other in zip(body, plan, strict=True))
    return bool(body == plan)


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
@pytest.mark.parametrize("name", sorted(PUBLISHED))
async def test_a_published_plan_is_said_whole_and_comes_back_with_its_hash(
    district: District, name: str, form: str
) -> None:
    body = copy.deepcopy(PUBLISHED[name])
    reply = await district.author.post("/v1/plans", json=body)
    assert reply.status_code == 201, reply.text
    plan = reply.json()
    assert said(body, plan)
    file = await district.author.get(f"/v1/plans/{plan['id']}/export", params={"format": form})
    again = await district.author.post(
        "/v1/plan-imports", content=file.content, headers={"content-type": file.headers["content-type"]}
    )
    assert again.status_code == 201, again.text
    assert again.json()["content_hash"] == plan["content_hash"]


@pytest.mark.parametrize("name", sorted(PUBLISHED))
async def test_a_published_plan_can_be_published(district: District, name: str) -> None:
    plan = (await district.author.post("/v1/plans", json=copy.deepcopy(PUBLISHED[name]))).json()
    url = f"/v1/plans/{plan['id']}"
    submitted = await district.author.post(f"{url}/submit")
    assert submitted.status_code == 200, submitted.text
    assert (await district.approve(url, plan["content_hash"])).status_code == 200
    published = await district.author.post(f"{url}/publish")
    assert published.status_code == 200, published.text
    assert published.json()["task_count"] > 0


async def test_a_sheet_with_the_columns_of_a_published_plan_is_taken_as_it_is(district: District) -> None:
    reply, faults = await send(district, "csv", typed(TODAY + timedelta(days=190), TODAY + timedelta(days=45)))
    assert reply.status_code == 201, faults
    (goal,) = reply.json()["goals"]
    first, second = goal["strategies"][0]["activities"]
    assert (goal["root_cause"], goal["target"], goal["unit"]) == ("Nobody tells them", 2.2, "score")
    assert (first["responsible"], first["status_words"]) == (["Counselors", "Assistant Principal"], "Pending")
    assert first["costs"][0]["amount_cents"] == 20_000
    assert first["follow_up_on"] == (TODAY + timedelta(days=45)).isoformat()
    assert (second["owner_role"], second["status_words"], second["notes"]) == ("principal", "On-going", "Ask again")
