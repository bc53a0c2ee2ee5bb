"""The roll-up is computed, and says what each caller may know."""

import hashlib
import json
from collections import Counter

import pytest

from services.scheduling.views.rollups import definitions
from services.scheduling.views.rollups.schemas import RollUp
from shared.testing.calls import Service
from tests.scheduling.factories import District, activity, scored


@pytest.mark.parametrize("by", ["goal", "strategy", "activity", "school"])
async def test_groups_add_up_to_the_total(district: District, by: str) -> None:
    plan = await district.published(
        activity("A1"), activity("A2", targets={"kind": "schools", "local_codes": ["0101"]})
    )
    task = await district.task(plan, "oak", "A1")
    await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})
    reply = await district.executive.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": by})
    found = RollUp.model_validate_json(reply.content)
    counted: Counter[str] = Counter()
    for group in found.groups:
        counted.update({name: n for name, n in group.model_dump().items() if isinstance(n, int)})
    assert counted == Counter({name: n for name, n in found.total.model_dump().items() if isinstance(n, int)})
    assert (found.total.tasks, found.total.done, found.total.on_time, found.total.on_time_of, found.total.unowned) == (
        4,
        1,
        1,
        1,
        1,
    )
    expected = {"goal": ["G1"], "strategy": ["S1"], "activity": ["A1", "A2"], "school": ["0101", "0102", "0301"]}
    assert [group.code for group in found.groups] == expected[by]


@pytest.mark.parametrize("by", ["activity", "school"])
async def test_what_is_proved_is_told_from_what_is_said(district: District, scheduling: Service, by: str) -> None:
    event = {"kind": "event", "event_type": "assessment.administration.scored.v2", "conditions": []}
    plan = await district.published(activity("A1"), activity("A2", done_when=event))
    task = await district.task(plan, "oak", "A1")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).is_success
    await scheduling.receive(district.id, scored(district.schools["oak"]))
    url = f"/v1/plans/{plan['id']}/roll-up"
    for caller in (district.executive, district.oak):
        total = (await caller.get(url, params={"by": by})).json()["total"]
        assert (total["done"], total["proved"], total["said"]) == (2, 1, 1)
    sheet = (await district.executive.get(url, params={"by": by, "format": "csv"})).text.splitlines()
    assert {"proved", "said"} <= set(sheet[0].split(","))
    recounted = await scheduling.machine(district.id).post("/v1/roll-up/recount")
    assert recounted.json()["cells_corrected"] == 0, "a plain count finds the same"


async def test_a_school_sees_its_own_part(district: District) -> None:
    plan = await district.published()
    found = (await district.elm.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": "school"})).json()
    assert [group["code"] for group in found["groups"]] == ["0102"]
    assert found["total"]["tasks"] == 1


async def test_withdrawn_tasks_stand_beside(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    await district.author.post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "x"})
    total = (await district.executive.get(f"/v1/plans/{plan['id']}/roll-up")).json()["total"]
    assert (total["tasks"], total["withdrawn"]) == (2, 1)


async def test_a_plan_without_tasks_has_an_empty_roll_up(district: District) -> None:
    draft = (await district.author.post("/v1/plans", json={"title": "t", "school_year": "2026-27"})).json()
    found = (await district.author.get(f"/v1/plans/{draft['id']}/roll-up")).json()
    assert (found["total"]["tasks"], found["groups"]) == (0, [])


#: The definitions results were kept by, each version's SHA-256 as canonical JSON; none is ever taken away.
VERSIONS = {
    1: "13337106159e2477fa0728d333a4ce92f12429095ad41500e06762ac278bb71a",
    2: "59cb0aff2a09f8ec4d4d8e31eaa5b764d7a6325b5d4e471a7dbb96b7f6049774",
}


def test_a_figure_that_comes_to_mean_something_else_is_another_version() -> None:
    text = json.dumps(definitions.COUNTS, sort_keys=True)
    assert VERSIONS[definitions.VERSION] == hashlib.sha256(text.encode()).hexdigest()
