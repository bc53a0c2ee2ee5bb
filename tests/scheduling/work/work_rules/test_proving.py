"""What a rule made is closed by the fact it names, at its place and not before its cause, and open when that is taken back."""

from datetime import timedelta
from typing import Any

import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import (
    ENOUGH,
    active,
    began,
    content,
    corrected,
    found,
    tasks,
    withdrawn,
)


@pytest.fixture
async def rule(district: District) -> Any:
    """A new principal is to have the readiness scored, at 80 percent."""
    return await active(district, content(done_when=ENOUGH))


async def states(district: District) -> list[tuple[str, str | None]]:
    """State and day of every task the rule made."""
    return [(task["state"], task["done_on"]) for task in await tasks(district)]


async def test_a_fact_that_is_enough_closes_it_on_its_day(district: District, rule: Any) -> None:
    await district.scheduling.redeliver(began(district))
    await district.scheduling.redeliver(
        found(district, 79),
        found(district, 90, "elm"),
        found(district, 90, held_on=(TODAY - timedelta(days=1)).isoformat()),
    )
    assert await states(district) == [("open", None)]
    await district.scheduling.redeliver(found(district, 80))
    assert await states(district) == [("done", TODAY.isoformat())]


async def test_a_fact_told_before_the_work_was_made_closes_it_too(district: District, rule: Any) -> None:
    await district.scheduling.redeliver(found(district, 90))
    await district.scheduling.redeliver(began(district))
    assert await states(district) == [("done", TODAY.isoformat())]


async def test_nobody_says_that_it_is_done(district: District, rule: Any) -> None:
    await district.scheduling.redeliver(began(district))
    (task,) = await tasks(district)
    refused = await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert_refused(refused, 409, "proof_needed")


async def test_a_correction_opens_it_and_another_fact_closes_it_instead(district: District, rule: Any) -> None:
    await district.scheduling.redeliver(began(district))
    score = found(district, 90)
    await district.scheduling.redeliver(score)
    await district.scheduling.redeliver(corrected(district, score, 85))
    assert await states(district) == [("done", TODAY.isoformat())]
    assert await district.scheduling.published(district.id, "scheduling.task.reopened.v2") == []
    await district.scheduling.redeliver(corrected(district, score, 10, version=5))
    assert await states(district) == [("open", None)]
    other = found(district, 95)
    await district.scheduling.redeliver(other)
    assert await states(district) == [("done", TODAY.isoformat())]
    await district.scheduling.redeliver(withdrawn(district, other, version=6))
    assert await states(district) == [("open", None)]


async def test_a_note_is_asked_for_where_the_rule_says_so(district: District) -> None:
    await active(district, content(done_when={"kind": "note"}))
    await district.scheduling.redeliver(began(district))
    (task,) = await tasks(district)
    url = f"/v1/tasks/{task['id']}/complete"
    assert_refused(await district.author.post(url, json={}), 409, "evidence_needed")
    assert (await district.author.post(url, json={"note": "We met."})).status_code == 200
