"""From the school that closes a task to the screen of the district: two real services' workers, a real broker."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from services.notifications.consumers import consumers as told
from services.scheduling.consumers import consumers as planned
from shared import worker
from shared.testing.calls import Service
from shared.testing.databases import eventually
from shared.testing.servers import Broker
from tests.notifications.outlets.stream.conftest import Streams
from tests.scheduling.factories import District, activity


@pytest_asyncio.fixture
async def at_work(notifications: Service, scheduling: Service, broker: Broker) -> AsyncIterator[None]:
    both = [(scheduling.settings, planned), (notifications.settings, told)]
    running = [
        asyncio.create_task(worker.run(settings.model_copy(update={"nats_url": broker.url}), consumers))
        for settings, consumers in both
    ]
    yield
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_a_task_closed_at_a_school_is_on_the_districts_screen(
    at_work: None, streams: Streams, scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    async with streams.open(streams.person(("district_coordinator", None))) as reader:
        plan = await district.published(activity())
        await reader.until("scheduling.plan.published.v1")
        schools = await reader.until("scheduling.tasks.assigned.v2", count=3)
        assert schools.data["plan_id"] == plan["id"]
        for school in ("oak", "elm", "high"):
            task = await district.task(plan, school)
            reply = await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})
            assert reply.status_code == 200, reply.text

            async def shown(task_id: str = task["id"]) -> bool:
                return task_id in reader.ids("task_id")

            await eventually(shown, "the closed task")
