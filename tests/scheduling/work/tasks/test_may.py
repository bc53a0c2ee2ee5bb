"""What a task says its caller may do is what they can do, whoever they are and however it stands."""

from datetime import timedelta

import pytest

from services.scheduling.work.tasks.transitions import TRANSITIONS
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.handovers.factories import left_waiting
from tests.scheduling.work.tasks.factories import hire
from tests.scheduling.work.tasks.may import callers, kinds, tries
from tests.states.may import Held, hold, listed

MOVES = {move.name for move in TRANSITIONS}


async def test_what_may_be_done_to_a_task_is_what_can_be_done(district: District) -> None:
    held = Held()
    for about, task_id in (await kinds(district)).items():
        await hold(callers(district), listed("/v1/tasks", task_id), await tries(district, task_id), held, about)
    assert held.one_sided(MOVES) == set()


@pytest.mark.parametrize("end", ["close", "archive"])
async def test_what_may_be_done_once_its_plan_has_ended(district: District, end: str) -> None:
    await hire(district, "ann", "oak")
    await hire(district, "ben", "oak")
    plan = await district.published(activity("A0"), activity("A1"))
    done, open_ = [(await district.task(plan, "oak", code))["id"] for code in ("A0", "A1")]
    assert (await district.oak.post(f"/v1/tasks/{done}/complete", json={})).is_success
    assert (await district.author.post(f"/v1/plans/{plan['id']}/{end}", json={})).is_success
    held = Held()
    for task_id in (done, open_):
        await hold(callers(district), listed("/v1/tasks", task_id), await tries(district, task_id), held, end)
    assert held.done == {"notes", "evidence", "files", "comments", "mentions/read"}


async def test_a_day_and_a_handover_say_the_same_of_a_task(district: District) -> None:
    soon = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}
    await district.published(activity("A0", due=soon), activity("A1", due=soon))
    day = (await district.oak.get("/v1/my-day")).json()
    shown = [task for tasks in day.values() if isinstance(tasks, list) for task in tasks if "may" in task]
    assert len(shown) == 2
    for task in shown:
        assert task["may"] == (await district.oak.get(f"/v1/tasks/{task['id']}")).json()["may"] != []
    waiting = await left_waiting(district)
    page = (await district.author.get(f"/v1/handovers/{waiting['id']}")).json()
    handed = [*page["overdue"], *page["upcoming"], *page["later"]]
    assert len(handed) == 2
    for task in handed:
        assert task["may"] == (await district.author.get(f"/v1/tasks/{task['id']}")).json()["may"] != []


async def test_a_reply_to_a_change_says_what_may_be_done_now(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    before, after = (await district.oak.get(url)).json()["may"], (await district.oak.post(f"{url}/complete")).json()
    assert "complete" in before
    assert "complete" not in after["may"]
    assert after["may"] == (await district.oak.get(url)).json()["may"]
