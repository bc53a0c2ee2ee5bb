"""HTTP of tasks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.tasks import (
    additions,
    bulk,
    content,
    giving,
    history,
    may,
    pools,
    reopening,
    service,
)
from services.scheduling.work.tasks.errors import (
    AskedElsewhere,
    ClosedElsewhere,
    DueDateWeakened,
    DueInThePast,
    EvidenceNeeded,
    NoPool,
    OwnerIsFixed,
    PlanEnded,
    ProofNeeded,
    TakenAlready,
    TaskBlocked,
    WithdrawnByRule,
)
from services.scheduling.work.tasks.schemas import (
    HistoryEntry,
    LinkCreate,
    NoteCreate,
    StepCreate,
    StepUpdate,
    Task,
    TaskComplete,
    TaskCreate,
    TaskList,
    TaskReopen,
    TasksComplete,
    TasksReassign,
    TaskSummary,
    TaskUpdate,
    TaskWithdraw,
)
from services.scheduling.work.tasks.transitions import (
    CHANGE,
    COMPLETE,
    EVIDENCE,
    NOTES,
    REASSIGN,
    RELEASE,
    REOPEN,
    START,
    STEPS,
    TAKE,
    WITHDRAW,
)
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NoSuchSchool, NotAtSchool, NotPermitted, PeopleOnly, WrongState, refusals
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(tags=["tasks"])

Reader = Annotated[Context, requires("tasks:read")]
WORK = (NotPermitted, WrongState)
#: What is done to a task only while its plan runs.
MOVE = (*WORK, PlanEnded)


@router.get("/v1/tasks", response_model=Page[TaskSummary], responses=refusals())
async def list_tasks(ctx: Reader, filters: Annotated[TaskList, Query()]) -> Response:
    """List tasks by due date: by school, person, plan, origin, state or due window; only those the caller may see."""
    return await ctx.page(may.LISTING, filters, service.scope(ctx, filters))


@router.post(
    "/v1/tasks",
    status_code=201,
    response_model=Task,
    responses=refusals(NotPermitted, NoSuchSchool, NotAtSchool, DueInThePast),
)
async def give_task(body: TaskCreate, ctx: Annotated[Context, requires("tasks:write")]) -> Response:
    """Give a task to a colleague at a school or of the district, or take one upon yourself."""
    return await content.reply(ctx, await giving.give(ctx, body), 201)


@router.get("/v1/tasks/{task_id}", response_model=Task, responses=refusals())
async def read_task(task_id: UUID, ctx: Reader) -> Response:
    """Read one task with its instructions and what the school added."""
    return await content.show(ctx, task_id)


@router.patch(
    "/v1/tasks/{task_id}",
    response_model=Task,
    responses=refusals(*MOVE, DueDateWeakened, NotAtSchool, OwnerIsFixed),
)
async def change_task(task_id: UUID, body: TaskUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Reassign a task within the school, or set the school's own earlier date."""
    return await content.reply(ctx, await service.change(ctx, task_id, body))


@router.get("/v1/tasks/{task_id}/history", response_model=Page[HistoryEntry], responses=refusals())
async def list_task_history(task_id: UUID, ctx: Reader, paging: PagingQuery) -> Response:
    """List who changed what, oldest first: state, owner, dates, steps, links, files; of notes only that there was one."""
    await service.read(ctx, task_id)
    return await ctx.page(history.LISTING, paging, history.scope(ctx, task_id))


@router.post("/v1/tasks/{task_id}/start", response_model=Task, responses=refusals(*MOVE, TaskBlocked))
async def start_task(task_id: UUID, ctx: Annotated[Context, requires(START.door)]) -> Response:
    """Mark the task as in progress."""
    return await content.reply(ctx, await service.start(ctx, task_id))


@router.post(
    "/v1/tasks/{task_id}/complete",
    response_model=Task,
    responses=refusals(*MOVE, EvidenceNeeded, ProofNeeded, TaskBlocked, ClosedElsewhere),
)
async def complete_task(
    task_id: UUID,
    body: Annotated[TaskComplete, may_be_empty(TaskComplete)],
    ctx: Annotated[Context, requires(COMPLETE.door)],
) -> Response:
    """Complete a task, with a note or a link where the activity asks for one."""
    return await content.reply(ctx, await service.complete(ctx, task_id, body))


@router.post("/v1/bulk/tasks/complete", response_model=BulkReply, responses=refusals())
async def complete_tasks(
    body: TasksComplete, ctx: Annotated[Context, requires(COMPLETE.door)], validate_only: ValidateOnly = False
) -> Response:
    """Complete many tasks; each row gets its result."""
    return ctx.reply(await bulk.complete_many(ctx, body.items, validate_only))


@router.post("/v1/bulk/tasks/reassign", response_model=BulkReply, responses=refusals())
async def reassign_tasks(
    body: TasksReassign, ctx: Annotated[Context, requires(REASSIGN.door)], validate_only: ValidateOnly = False
) -> Response:
    """Reassign many tasks within their schools; each row gets its result."""
    return ctx.reply(await bulk.reassign_many(ctx, body.items, validate_only))


@router.post(
    "/v1/tasks/{task_id}/take", response_model=Task, responses=refusals(*MOVE, PeopleOnly, NoPool, TakenAlready)
)
async def take_task(task_id: UUID, ctx: Annotated[Context, requires(TAKE.door)]) -> Response:
    """Take a task from the pool of those who hold its role there; of two takers the second is refused."""
    return await content.reply(ctx, await pools.take(ctx, task_id))


@router.post("/v1/tasks/{task_id}/release", response_model=Task, responses=refusals(*MOVE, NoPool))
async def release_task(task_id: UUID, ctx: Annotated[Context, requires(RELEASE.door)]) -> Response:
    """Put a task back into the pool it was taken from."""
    return await content.reply(ctx, await pools.release(ctx, task_id))


@router.post("/v1/tasks/{task_id}/withdraw", response_model=Task, responses=refusals(*MOVE, AskedElsewhere))
async def withdraw_task(
    task_id: UUID, body: TaskWithdraw, ctx: Annotated[Context, requires(WITHDRAW.door)]
) -> Response:
    """Take a task back that the district asked for, or that you gave, with the reason."""
    return await content.reply(ctx, await service.withdraw(ctx, task_id, body))


@router.post(
    "/v1/tasks/{task_id}/reopen", response_model=Task, responses=refusals(*MOVE, WithdrawnByRule, AskedElsewhere)
)
async def reopen_task(task_id: UUID, body: TaskReopen, ctx: Annotated[Context, requires(REOPEN.door)]) -> Response:
    """Reopen a task that was done or withdrawn by mistake, with the reason; what shows the work is kept."""
    return await content.reply(ctx, await reopening.reopen(ctx, task_id, body))


@router.post("/v1/tasks/{task_id}/steps", status_code=201, response_model=Task, responses=refusals(*MOVE))
async def add_step(task_id: UUID, body: StepCreate, ctx: Annotated[Context, requires(STEPS.door)]) -> Response:
    """Add a step of the school's own."""
    return await content.reply(ctx, await additions.add_step(ctx, task_id, body), 201)


@router.patch("/v1/tasks/{task_id}/steps/{step_id}", response_model=Task, responses=refusals(*MOVE))
async def change_step(
    task_id: UUID, step_id: UUID, body: StepUpdate, ctx: Annotated[Context, requires(STEPS.door, versioned=False)]
) -> Response:
    """Tick, untick or reword a step."""
    return await content.reply(ctx, await additions.change_step(ctx, task_id, step_id, body))


@router.delete("/v1/tasks/{task_id}/steps/{step_id}", response_model=Task, responses=refusals(*MOVE))
async def remove_step(task_id: UUID, step_id: UUID, ctx: Annotated[Context, requires(STEPS.door)]) -> Response:
    """Delete a step."""
    return await content.reply(ctx, await additions.remove_step(ctx, task_id, step_id))


@router.post("/v1/tasks/{task_id}/notes", status_code=201, response_model=Task, responses=refusals(*WORK))
async def add_note(task_id: UUID, body: NoteCreate, ctx: Annotated[Context, requires(NOTES.door)]) -> Response:
    """Add a note; a done task still takes one."""
    return await content.reply(ctx, await additions.add_note(ctx, task_id, body), 201)


@router.post("/v1/tasks/{task_id}/evidence", status_code=201, response_model=Task, responses=refusals(*WORK))
async def add_evidence(task_id: UUID, body: LinkCreate, ctx: Annotated[Context, requires(EVIDENCE.door)]) -> Response:
    """Add a link to a file that shows the work."""
    return await content.reply(ctx, await additions.add_link(ctx, task_id, body), 201)
