"""Applying a revision's content to the plan and its tasks."""

from typing import Any

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.planning.occurrences import service as occurrences
from services.scheduling.planning.plans import content as contents
from services.scheduling.planning.plans import repository as parts
from services.scheduling.planning.plans import rules as plan_rules
from services.scheduling.planning.plans import school_years
from services.scheduling.planning.plans.errors import PlanIncomplete
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.targets.repository import untargeted
from services.scheduling.publication.revisions import repository, rules
from services.scheduling.publication.revisions.events import PlanRevised
from services.scheduling.publication.revisions.tables import RevisionRow
from services.scheduling.publication.revisions.transitions import PUBLISH
from services.scheduling.work.changes import service as changes
from services.scheduling.work.changes.repository import Outcome
from services.scheduling.work.tasks import sharing_news
from shared.context.context import Context
from shared.errors import fault


async def publish(ctx: Context, plan: PlanRow, row: RevisionRow) -> None:
    """Make the revision's content the plan's, and tell of it."""
    before = await contents.of_plan(ctx, plan)
    outcome = await _apply(ctx, plan, row.content)
    _, _, activities = await parts.list_parts(ctx, plan.id)
    newly = rules.shared_anew(before, row.content)
    await sharing_news.tell(ctx, [one for one in activities if one.code in newly], plan_id=plan.id)
    others = [one for one in activities if one.code not in newly]
    await sharing_news.tell(ctx, others, plan_id=plan.id, only_new=True)
    contents.keep(plan, row.content)
    plan.content_hash, plan.revision = row.content_hash, row.number
    row.state, row.published_at, row.change_id = PUBLISH.leads_to, ctx.now, outcome.change_id
    row.added_count, row.redated_count = outcome.added + outcome.revived, outcome.redated
    row.withdrawn_count = outcome.withdrawn
    await ctx.session.flush()
    ctx.emit(PlanRevised.of(row, plan_id=plan.id, title=plan.title, school_id=plan.school_id, revision=row.number))


async def rehearse(ctx: Context, plan: PlanRow, content: dict[str, Any]) -> Outcome:
    """Apply it and take it back: what it would do, or the refusal it would meet. The caller has waited for publishing."""
    async with ctx.rehearsal():
        return await _apply(ctx, plan, content)


async def _apply(ctx: Context, plan: PlanRow, content: dict[str, Any]) -> Outcome:
    today = await ctx.today()
    plan_id, before = plan.id, await contents.of_plan(ctx, plan)
    begins = await school_years.counts_from(ctx, content["school_year"], today)
    years = await calendars.calendars_at(ctx, begins)
    touched = rules.changed_activities(before, content)
    redated = {code for code, fields in touched.items() if fields & rules.DAYS}
    year, settled = years.of(plan.school_id) if years else None, rules.settled(before, content)
    found = plan_rules.faults(content, year, today, settled, counts_from=begins)
    await repository.merge_parts(ctx, plan_id, content, today)
    activities = await repository.list_activities(ctx, plan_id, set(touched))
    empty = set(await untargeted(ctx, plan_id, today)) & touched.keys()
    found += [
        (f"{pointer}/targets", "targets_no_school", plan_rules.NO_OPEN_SCHOOL)
        for pointer, activity in plan_rules.activities(content)
        if activity["code"] in empty
    ]
    if found:
        raise PlanIncomplete(errors=[fault(pointer, why, code) for pointer, code, why in found])
    for activity in activities:
        if activity.code in redated and activity.retired_on is None:
            occurrences.begin(activity, years, begins)
    return await changes.follow_revision(ctx, activities, [a.id for a in activities if a.code in redated], today)
