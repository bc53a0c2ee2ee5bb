"""What a task says its caller may do is what they can do, whoever they are and however it stands."""

from datetime import timedelta

import pytest

from services.scheduling.work.tasks.transitions import TRANSITIONS
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.handovers.factories import left_waiting
from tests.scheduling.work.tasks.factories import hire
from tests.scheduling.work.tasks.may import callers, kinds, tries
from tests.states.may import Held, hold, listed, nothing_kept

MOVES = {move.name for move in TRANSITIONS}


async def test_what_may_be_done_to_a_task_is_what_can_be_done(district: District) -> None:
    held = Held()
    for about, task_id in (await kinds(district)).items():
        await hold(callers(district), listed("/v1/tasks", task_id), await tries(district, task_id), held, about)
    assert held.one_sided(MOVES) == set()


async def test_each_file_says_who_takes_it_away(district: District) -> None:
    task_id = (await kinds(district))["FILE"]
    url, told_so = f"/v1/tasks/{task_id}", set[tuple[str, ...]]()
    linked = await district.oak.post(f"{url}/evidence", json={"title": "Minutes", "url": "https://example.org/x"})
    assert linked.status_code == 201
    for who, caller in callers(district).items():
        seen = await caller.get(url)
        for one in seen.json().get("evidence", []):
            with nothing_kept():
                reply = await caller.delete(f"{url}/files/{one['id']}")
            assert one["may"] == (["delete"] if reply.is_success else []), (who, one["title"], reply.text[:300])
        told_so.add(tuple(one["title"] for one in seen.json().get("evidence", []) if one["may"]))
    # Nobody, whoever handed in one of them, and who may take away what others added.
    assert told_so == {(), ("a.pdf",), ("a.pdf", "b.pdf")}
    assert (await district.oak.post(f"{url}/complete", json={})).is_success
    assert [one["may"] for one in (await district.oak.get(url)).json()["evidence"]] == [[], [], []]


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
