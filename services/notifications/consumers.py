"""What this service listens to: the directory, and plans that are published with the tasks they make."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.notifications.messages import service as messages
from services.notifications.messages.rules import Chunk, Plan, tally
from shared.directory.consumers import follow_directory
from shared.events.event import Consumed
from shared.events.inbox import Consumers, Received
from shared.web.context import Context

consumers = Consumers("notifications")
follow_directory(consumers)


class AssignedTask(BaseModel):
    """A task, as far as counting it needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    owner_id: UUID | None
    due_on: date | None


class TasksAssigned(Consumed, type="scheduling.tasks.assigned.v1"):
    plan_id: UUID
    chunk: int
    school_id: UUID
    tasks: list[AssignedTask]


class PlanPublished(Consumed, type="scheduling.plan.published.v1"):
    plan_id: UUID
    title: str
    school_year: str
    chunk_count: int


@consumers.on(TasksAssigned)
async def tally_tasks(ctx: Context, events: list[Received]) -> None:
    """Count who owns how many tasks; announce the plans this completes."""
    chunks: dict[tuple[UUID, int], Chunk] = {}
    for event in events:
        data = event.data
        counts = tally((task.owner_id, task.due_on) for task in data.tasks)
        chunks.setdefault((data.plan_id, data.chunk), Chunk(data.plan_id, data.chunk, data.school_id, counts))
    await messages.take_chunks(ctx, list(chunks.values()))


@consumers.on(PlanPublished)
async def take_plans(ctx: Context, events: list[Received]) -> None:
    """Learn what a plan is called and how many chunks it has; announce it if they are all here."""
    plans = {e.data.plan_id: Plan(e.data.plan_id, e.data.title, e.data.school_year, e.data.chunk_count) for e in events}
    await messages.take_plans(ctx, list(plans.values()))
