"""HTTP of barriers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.barriers import clocks, content, may, report, service, transitions, workflow
from services.scheduling.work.barriers.errors import (
    ContactNeeded,
    NoSuchTask,
    NotTheRaiser,
    ReasonNeeded,
    TooManyOnBarrier,
)
from services.scheduling.work.barriers.schemas import (
    Barrier,
    BarrierAssign,
    BarrierClocks,
    BarrierClocksSet,
    BarrierComment,
    BarrierConfirm,
    BarrierDecide,
    BarrierEscalate,
    BarrierList,
    BarrierRaise,
    BarrierReopen,
    BarrierReport,
    BarrierResolve,
    BarrierSchoolsAdd,
    BarrierSummary,
    BarrierTasksAdd,
    BarrierTriage,
    ReportWindow,
)
from services.scheduling.work.tasks.errors import PlanEnded
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NotAtSchool, NotPermitted, WrongState, refusals
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(tags=["barriers"])

Reader = Annotated[Context, requires("barriers:read")]
Writer = Annotated[Context, requires("barriers:write")]
Mover = Annotated[Context, requires("barriers:triage")]
STEP = (NotPermitted, WrongState)


@router.get("/v1/barrier-clocks", response_model=BarrierClocks, responses=refusals(NotPermitted))
async def read_barrier_clocks(ctx: Reader) -> Response:
    """Read how many school days each level has for an answer."""
    return ctx.reply(await clocks.show(ctx))


@router.put("/v1/barrier-clocks", response_model=BarrierClocks, responses=refusals(NotPermitted))
async def set_barrier_clocks(body: BarrierClocksSet, ctx: Mover) -> Response:
    """Set how many school days each level has, for answers owed from now on; running clocks stay."""
    return ctx.reply(await clocks.change(ctx, body))


@router.get("/v1/barriers", response_model=Page[BarrierSummary], responses=refusals())
async def list_barriers(ctx: Reader, filters: Annotated[BarrierList, Query()]) -> Response:
    """List barriers, oldest first; a school sees those that affect it."""
    return await ctx.page(may.LISTING, filters, service.scope(ctx, filters))


@router.post(
    "/v1/barriers",
    status_code=201,
    response_model=Barrier,
    responses=refusals(NotPermitted, NoSuchTask, NoSuchSchool, WrongState, PlanEnded, TooManyOnBarrier),
)
async def raise_barrier(body: BarrierRaise, ctx: Writer) -> Response:
    """Raise a barrier; the tasks named are blocked until it is resolved."""
    return ctx.reply(await content.wire(ctx, await service.raise_barrier(ctx, body)), 201)


@router.get("/v1/barriers/report", response_model=BarrierReport, responses=refusals(NotPermitted, DaysOutOfOrder))
async def read_barrier_report(ctx: Reader, window: Annotated[ReportWindow, Query()]) -> Response:
    """Report which barriers recur, how long each level takes and how many clocks were missed, with the definitions."""
    return ctx.document(await report.read(ctx, window))


@router.get("/v1/barriers/{barrier_id}", response_model=Barrier, responses=refusals())
async def read_barrier(barrier_id: UUID, ctx: Reader) -> Response:
    """Read one barrier with its steps and, of its tasks, those the caller may see."""
    row, _ = await service.read(ctx, barrier_id)
    return ctx.reply(await content.wire(ctx, row))


@router.post(
    "/v1/barriers/{barrier_id}/tasks",
    response_model=Barrier,
    responses=refusals(*STEP, NoSuchTask, PlanEnded, TooManyOnBarrier),
)
async def add_barrier_tasks(
    barrier_id: UUID, body: BarrierTasksAdd, ctx: Annotated[Context, requires(transitions.TASKS.door)]
) -> Response:
    """Add tasks the barrier blocks; it affects their schools too."""
    return ctx.reply(await content.wire(ctx, await service.add_tasks(ctx, barrier_id, body)))


@router.delete("/v1/barriers/{barrier_id}/tasks/{task_id}", response_model=Barrier, responses=refusals(*STEP))
async def remove_barrier_task(
    barrier_id: UUID, task_id: UUID, ctx: Annotated[Context, requires(transitions.TASKS.door)]
) -> Response:
    """Remove a task from the barrier; the task goes on unless another barrier blocks it."""
    return ctx.reply(await content.wire(ctx, await service.remove_task(ctx, barrier_id, task_id)))


@router.post(
    "/v1/barriers/{barrier_id}/schools",
    response_model=Barrier,
    responses=refusals(*STEP, NoSuchSchool, TooManyOnBarrier),
)
async def add_barrier_schools(
    barrier_id: UUID, body: BarrierSchoolsAdd, ctx: Annotated[Context, requires(transitions.SCHOOLS.door)]
) -> Response:
    """Add schools the barrier affects."""
    return ctx.reply(await content.wire(ctx, await service.add_schools(ctx, barrier_id, body)))


@router.post(
    "/v1/barriers/{barrier_id}/comments", status_code=201, response_model=Barrier, responses=refusals(NotPermitted)
)
async def comment_on_barrier(
    barrier_id: UUID, body: BarrierComment, ctx: Annotated[Context, requires(transitions.COMMENTS.door)]
) -> Response:
    """Comment on a barrier; the comment appears among its steps."""
    return ctx.reply(await content.wire(ctx, await service.comment(ctx, barrier_id, body)), 201)


@router.post("/v1/barriers/{barrier_id}/triage", response_model=Barrier, responses=refusals(*STEP, ContactNeeded))
async def triage_barrier(
    barrier_id: UUID, body: BarrierTriage, ctx: Annotated[Context, requires(transitions.TRIAGE.door)]
) -> Response:
    """Triage a barrier to the level that owes an answer; its clock starts."""
    return ctx.reply(await content.wire(ctx, await workflow.triage(ctx, barrier_id, body)))


@router.post("/v1/barriers/{barrier_id}/assign", response_model=Barrier, responses=refusals(*STEP, NotAtSchool))
async def assign_barrier(
    barrier_id: UUID, body: BarrierAssign, ctx: Annotated[Context, requires(transitions.ASSIGN.door)]
) -> Response:
    """Assign the barrier to a person."""
    return ctx.reply(await content.wire(ctx, await workflow.assign(ctx, barrier_id, body)))


@router.post("/v1/barriers/{barrier_id}/escalate", response_model=Barrier, responses=refusals(*STEP, ContactNeeded))
async def escalate_barrier(
    barrier_id: UUID, body: BarrierEscalate, ctx: Annotated[Context, requires(transitions.ESCALATE.door)]
) -> Response:
    """Escalate to the next level; its clock starts. A clock that runs out does the same by itself, up to the executives."""
    return ctx.reply(await content.wire(ctx, await workflow.escalate(ctx, barrier_id, body)))


@router.post("/v1/barriers/{barrier_id}/decide", response_model=Barrier, responses=refusals(*STEP))
async def decide_barrier(
    barrier_id: UUID, body: BarrierDecide, ctx: Annotated[Context, requires(transitions.DECIDE.door)]
) -> Response:
    """Record what will be done; the clock stops."""
    return ctx.reply(await content.wire(ctx, await workflow.decide(ctx, barrier_id, body)))


@router.post("/v1/barriers/{barrier_id}/resolve", response_model=Barrier, responses=refusals(*STEP))
async def resolve_barrier(
    barrier_id: UUID, body: BarrierResolve, ctx: Annotated[Context, requires(transitions.RESOLVE.door)]
) -> Response:
    """Resolve a barrier by recording what was done; tasks nothing else blocks go on, with the due date the rule gives them."""
    return ctx.reply(await content.wire(ctx, await workflow.resolve(ctx, barrier_id, body)))


@router.post(
    "/v1/barriers/{barrier_id}/confirm", response_model=Barrier, responses=refusals(*STEP, NotTheRaiser, ReasonNeeded)
)
async def confirm_barrier(
    barrier_id: UUID,
    body: Annotated[BarrierConfirm, may_be_empty(BarrierConfirm)],
    ctx: Annotated[Context, requires(transitions.CONFIRM.door)],
) -> Response:
    """Confirm that the barrier is gone: whoever raised it, or some school days later a district coordinator with a reason."""
    return ctx.reply(await content.wire(ctx, await workflow.confirm(ctx, barrier_id, body)))


@router.post(
    "/v1/barriers/{barrier_id}/reopen", response_model=Barrier, responses=refusals(*STEP, NotTheRaiser, ReasonNeeded)
)
async def reopen_barrier(
    barrier_id: UUID, body: BarrierReopen, ctx: Annotated[Context, requires(transitions.REOPEN.door)]
) -> Response:
    """Reopen a barrier that is not gone: whoever raised it; tasks not done are blocked again."""
    return ctx.reply(await content.wire(ctx, await workflow.reopen(ctx, barrier_id, body)))
