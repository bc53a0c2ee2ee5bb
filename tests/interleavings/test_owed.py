"""What is asked for of a task that somebody is changing follows what they leave."""

from uuid import UUID

from shared.testing.calls import Service
from tests.interleavings.holding import another
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.owed.factories import Asker

MAKE = "services/scheduling/work/owed/repository.py::make"
LIVE = "services/scheduling/work/owed/repository.py::live_tasks"
DONE = """update tasks set state = 'done', done_at = now(), done_on = $2, done_by = 'person:x', version = version + 1
where district_id = $1 and origin_kind = 'owed' returning id"""


async def asking(scheduling: Service, district_id: UUID) -> Asker:
    """One that has a task its owner may close."""
    asker = Asker(await District(scheduling, district_id).seed())
    await asker.ask(closes_by="hand")
    return asker


async def test_a_wish_leaves_alone_what_was_done_meanwhile(scheduling: Service, district_id: UUID) -> None:
    asker = await asking(scheduling, district_id)
    async with another(scheduling, DONE, district_id, TODAY) as other:
        wait, answer = await other.holds_up(asker.ask(closes_by="hand", role="school_coordinator"))
        assert MAKE in wait.where
        await other.commit()
        await answer
    assert "done" in {task["state"] for task in await asker.tasks()}


async def test_an_end_closes_no_task_twice(scheduling: Service, district_id: UUID) -> None:
    asker = await asking(scheduling, district_id)
    async with another(scheduling, DONE, district_id, TODAY) as other:
        wait, answer = await other.holds_up(asker.settle())
        assert wait.is_at(LIVE)
        await other.commit()
        await answer
    assert (await asker.task())["state"] == "done"
    assert await scheduling.published(district_id, "scheduling.task.completed.v2") == []
