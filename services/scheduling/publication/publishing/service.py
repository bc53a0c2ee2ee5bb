"""Use cases of publishing: submitted → approved → published."""

from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.planning.occurrences import service as occurrences
from services.scheduling.planning.plans import content, people, rights, school_years
from services.scheduling.planning.plans import repository as parts
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.schemas import PlanApprove
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import APPROVE, PUBLISH
from services.scheduling.publication.preview_figures import computing
from services.scheduling.publication.publishing import repository
from services.scheduling.publication.publishing.events import PlanApproved, PlannedActivity, PlanPublished
from services.scheduling.work.tasks import sharing_news
from shared.approval import acts
from shared.approval.hashing import content_hash
from shared.context.context import Context
from shared.texts.words import Words


async def approve(ctx: Context, plan_id: UUID, wish: PlanApprove) -> PlanRow:
    """Approve exactly the content with this hash; never one's own work, never by a machine."""
    row = await plans.take(ctx, plan_id, APPROVE)
    acts.check_read(
        row,
        wish.content_hash,
        Words(
            "Read the plan again; what you approve must be what is there.",
            es="Lea de nuevo el plan; lo que aprueba debe ser lo que hay.",
        ),
    )
    await computing.require_seen(ctx, row.id, await content.of_plan(ctx, row), wish.seen_warnings)
    acts.approved(ctx, row, APPROVE.leads_to)
    await ctx.session.flush()
    publishers = await people.publishers(ctx, row, row.school_id)
    ctx.emit(PlanApproved.of(row, next_to_act=publishers, author_ids=people.author_ids(row)))
    return row


async def publish(ctx: Context, plan_id: UUID) -> PlanRow:
    """Make every targeted school's tasks from the approved content, and tell of them."""
    rights.require_somewhere(ctx, PUBLISH.right)
    await wait_for_publishing(ctx)
    row = await plans.take(ctx, plan_id, PUBLISH)
    acts.check_approved(row, content_hash(await content.of_plan(ctx, row)))
    today = await plans.check_ready(ctx, row)
    begins = await school_years.counts_from(ctx, row.school_year, today)
    years = await calendars.calendars_at(ctx, begins)
    _, _, activities = await parts.list_parts(ctx, row.id)
    for activity in activities:
        occurrences.begin(activity, years, begins)
    await ctx.session.flush()
    due_dates = occurrences.due_dates_of(activities, years)
    made = await repository.make_tasks(ctx, row, due_dates, today)
    row.state, row.published_at, row.published_on = PUBLISH.leads_to, ctx.now, today
    row.school_count, row.task_count, row.revision = made.schools, made.tasks, 1
    await ctx.session.flush()
    called = [PlannedActivity(activity_id=one.id, activity_code=one.code, title=one.title) for one in activities]
    ctx.emit(PlanPublished.of(row, chunk_count=made.chunks, part_count=made.parts, activities=called))
    await sharing_news.tell(ctx, activities, plan_id=row.id)
    return row
