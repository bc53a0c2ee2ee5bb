"""A score that is corrected or withdrawn: what it proved is derived again, and nobody hears of what stays as it was."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from shared.events.event import Envelope
from shared.testing.calls import Service
from tests.scheduling.factories import District
from tests.scheduling.work.evidence.conftest import Turn
from tests.scheduling.work.evidence.factories import (
    PROVED,
    corrected_on,
    days,
    friday,
    proofs,
    scored_on,
    weekly,
    withdrawn,
)

REACHED = {
    **PROVED,
    "conditions": [*PROVED["conditions"], {"field": "met_threshold", "op": "equals", "value": True}],
}


@pytest.fixture
async def plan(district: District, turn: Turn) -> dict[str, Any]:
    """A plan that asks for a reached threshold each week."""
    made = await district.published(weekly(done_when=REACHED))
    turn(friday(1))
    return made


def told(district: District) -> tuple[Envelope, Envelope, Envelope]:
    """Scored, corrected so that the threshold is missed, corrected so that it is reached once more."""
    score = scored_on(district, friday(1))
    id_ = score.data["administration_id"]
    worse = corrected_on(district, friday(1), id_, 4, met_threshold=False)
    return score, worse, corrected_on(district, friday(1), id_, 5)


async def reopened(district: District) -> int:
    """How often somebody heard that a task is to be done again."""
    return len(await district.scheduling.published(district.id, "scheduling.task.reopened.v2"))


async def test_a_correction_that_proves_no_more_opens_what_was_closed(
    district: District, scheduling: Service, plan: dict[str, Any]
) -> None:
    score, worse, better = told(district)
    oak: UUID = district.schools["oak"]
    await scheduling.redeliver(score)
    assert await days(scheduling, plan, oak) == [1]
    await scheduling.redeliver(worse)
    assert (await days(scheduling, plan, oak), await proofs(district), await reopened(district)) == ([], [], 1)
    await scheduling.redeliver(better)
    (proof,) = await proofs(district)
    assert (proof["event_id"], proof["outcome"]) == (str(better.id), "closed")
    assert await days(scheduling, plan, oak) == [1]


async def test_nobody_hears_of_a_correction_that_still_proves_it(
    district: District, scheduling: Service, plan: dict[str, Any]
) -> None:
    score, _, _ = told(district)
    better = corrected_on(district, friday(1), score.data["administration_id"], 4, points=30)
    await scheduling.redeliver(score)
    completed = len(await scheduling.published(district.id, "scheduling.task.completed.v2"))
    await scheduling.redeliver(better)
    assert await days(scheduling, plan, district.schools["oak"]) == [1]
    assert await reopened(district) == 0
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == completed == 1
    (proof,) = await proofs(district)
    assert (proof["event_id"], proof["outcome"]) == (str(better.id), "closed")


async def test_a_withdrawn_score_proves_nothing(district: District, scheduling: Service, plan: dict[str, Any]) -> None:
    score, _, _ = told(district)
    gone = withdrawn(district, score.data["administration_id"], 4)
    await scheduling.redeliver(score, gone)
    assert (await days(scheduling, plan, district.schools["oak"]), await proofs(district)) == ([], [])
    assert await reopened(district) == 1
    await scheduling.redeliver(score)
    assert await days(scheduling, plan, district.schools["oak"]) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_order_in_which_they_come_changes_nothing(
    district: District, scheduling: Service, plan: dict[str, Any], order: tuple[int, ...]
) -> None:
    events = told(district)
    for place in (*order, order[0]):
        await scheduling.redeliver(events[place])
    (proof,) = await proofs(district)
    assert (proof["event_id"], proof["outcome"]) == (str(events[2].id), "closed")
    assert await days(scheduling, plan, district.schools["oak"]) == [1]


async def test_a_corrected_day_moves_the_proof(district: District, scheduling: Service, plan: dict[str, Any]) -> None:
    score, _, _ = told(district)
    await scheduling.redeliver(score)
    await scheduling.redeliver(corrected_on(district, friday(0), score.data["administration_id"], 4))
    assert await days(scheduling, plan, district.schools["oak"]) == [0]


async def test_what_somebody_opened_again_is_closed_by_no_older_fact(
    district: District, scheduling: Service, plan: dict[str, Any], turn: Turn
) -> None:
    score, _, _ = told(district)
    await scheduling.redeliver(score)
    (task,) = (await district.oak.get("/v1/tasks", params={"plan_id": plan["id"], "state": "done"})).json()["items"]
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/reopen", json={"reason": "It was another team's."})
    assert reply.status_code == 200, reply.text
    (proof,) = await proofs(district, outcome="set_aside")
    assert (proof["task_id"], await proofs(district, outcome="closed")) == (task["id"], [])
    turn(friday(2))
    await scheduling.redeliver(scored_on(district, friday(2)))
    oak = district.schools["oak"]
    assert await days(scheduling, plan, oak) == [2], "the fact of another week looks at all of them"
    await scheduling.redeliver(scored_on(district, friday(1)))
    assert await days(scheduling, plan, oak) == [1, 2]
    found = sorted((proof["fact_on"], proof["outcome"]) for proof in await proofs(district))
    first, later = friday(1).isoformat(), friday(2).isoformat()
    assert found == [(first, "closed"), (first, "set_aside"), (later, "closed")]
