"""Use cases of plans that end: published → closed → archived, or archived at once.

No act of these changes a task or a figure: the plan's state alone takes its tasks off everybody's lists.
"""

from typing import get_args
from uuid import UUID

from services.scheduling.endings.closing import repository, rules
from services.scheduling.endings.closing.events import PlanArchived, PlanClosed
from services.scheduling.endings.closing.schemas import PlanClose, PlanResult
from services.scheduling.endings.closing.tables import PlanResultRow
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import rights
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.tables import PlanRow, PlanState
from services.scheduling.planning.plans.transitions import ARCHIVE, CLOSE
from services.scheduling.views.rollups import definitions
from services.scheduling.views.rollups import service as rollups
from services.scheduling.views.rollups.schemas import By
from services.scheduling.work.blocking import repository as blocking
from shared.approval.hashing import content_hash
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import NotFound
from shared.principal import person_of
from shared.texts.words import Words


async def close(ctx: Context, plan_id: UUID, wish: PlanClose) -> PlanRow:
    """End a plan whose time is over: what is not done stays undone, and its figures stand."""
    rights.require_somewhere(ctx, CLOSE.right)
    # What schools, roles or a revision change meanwhile would give a plan that is over new tasks.
    await wait_for_publishing(ctx)
    row = await plans.take(ctx, plan_id, CLOSE)
    result = await _end(ctx, row, PlanState.CLOSED)
    row.state, row.closed_at, row.closed_reason = CLOSE.leads_to, ctx.now, wish.reason
    await ctx.session.flush()
    total = result.figures["total"]
    counts = {"task_count": total["tasks"], "done_count": total["done"], "undone_count": total["tasks"] - total["done"]}
    kept = {name: getattr(result, name) for name in ("definitions_version", "figures_hash")}
    ctx.emit(PlanClosed.of(row, closed_on=row.ended_on, **counts, **kept))
    return row


async def archive(ctx: Context, plan_id: UUID) -> PlanRow:
    """Put a plan away that should not have been, or one long closed; a running one ends by it."""
    rights.require_somewhere(ctx, ARCHIVE.right)
    await wait_for_publishing(ctx)
    row = await plans.take(ctx, plan_id, ARCHIVE)
    result = await _end(ctx, row, PlanState.ARCHIVED) if row.ended_on is None else None
    row.state, row.archived_at = ARCHIVE.leads_to, ctx.now
    await ctx.session.flush()
    undone = result.figures["total"]["tasks"] - result.figures["total"]["done"] if result else 0
    ctx.emit(PlanArchived.of(row, withdrawn_count=0, undone_count=undone))
    return row


async def read_result(ctx: Context, plan_id: UUID) -> PlanResult:
    """How a plan stood when it ended; who sees only some schools gets the figures of those. Raises `NotFound`."""
    POLICY.require_any(ctx, "rollups:read")
    schools = POLICY.schools(ctx, "rollups:read")
    await plans.read(ctx, plan_id)
    row = await repository.find_result(ctx, plan_id)
    if row is None:
        raise NotFound(
            Words(
                "The plan has no result: it runs, or was archived before results were kept.",
                es="El plan no tiene resultado: está en marcha o se archivó antes de que se guardaran resultados.",
            )
        )
    figures = row.figures if schools is None else rules.of_schools(row.figures, {str(id_) for id_ in schools})
    return await reply_of(ctx, PlanResult, row, figures=figures)


async def _end(ctx: Context, row: PlanRow, ended_as: PlanState) -> PlanResultRow:
    """Keep the figures as they stand, take blocked tasks off their barriers, tell whom it concerns; no task changes."""
    today = await ctx.today()
    # Whoever is at one of the tasks comes before the end or is refused after it.
    await blocking.lock_plan(ctx, row.id)
    figures = rules.whole({by: await rollups.read_whole(ctx, row, by) for by in get_args(By)})
    await blocking.end_plan(ctx, row.id, today)
    row.ended_on = today
    result = PlanResultRow(
        plan_id=row.id,
        ended_as=ended_as,
        ended_on=today,
        definitions_version=definitions.VERSION,
        figures=figures,
        figures_hash=content_hash(figures),
    )
    ctx.add(result)
    await ctx.session.flush()
    actors = (*row.authors, row.submitted_by, row.approved_by)
    others = {id_ for actor in actors if (id_ := person_of(actor)) is not None}
    await repository.release(ctx, row.id, ended_as, today, others)
    return result
