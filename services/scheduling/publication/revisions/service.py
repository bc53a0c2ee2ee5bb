"""Use cases of revisions: draft → submitted → returned | approved → published; or discarded."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import content as contents
from services.scheduling.planning.plans import repository as plans
from services.scheduling.planning.plans import service as plan_service
from services.scheduling.planning.plans.errors import HashDiffers, OwnWork, PlanNotEditable
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.rules import content_hash
from services.scheduling.planning.plans.schemas import PlanApprove, PlanReturn
from services.scheduling.planning.plans.tables import PlanRow, PlanState
from services.scheduling.publication.preview_figures import computing
from services.scheduling.publication.revisions import applying, repository, rules
from services.scheduling.publication.revisions.errors import RevisionOutdated, RevisionUnderWay
from services.scheduling.publication.revisions.schemas import (
    Difference,
    Effects,
    Revision,
    RevisionCreate,
    RevisionList,
    RevisionUpdate,
)
from services.scheduling.publication.revisions.tables import RevisionRow, RevisionState
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import NotFound, PeopleOnly, WrongState

EDITABLE = (RevisionState.DRAFT, RevisionState.RETURNED)
UNDER_WAY = (*EDITABLE, RevisionState.SUBMITTED, RevisionState.APPROVED)


async def listed(ctx: Context, plan_id: UUID, filters: RevisionList) -> Response:
    """A plan's revisions; schools see those that have reached them."""
    await plan_service.read(ctx, plan_id)
    scope: dict[str, Any] = {"plan_id": plan_id}
    if plan_service.visible_states(ctx):
        scope["states"] = [RevisionState.PUBLISHED]
    return await ctx.page(repository.LISTING, filters, scope)


async def read(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """One revision the caller may see."""
    await plan_service.read(ctx, plan_id)
    row = await repository.get_revision(ctx, plan_id, number)
    if plan_service.visible_states(ctx) and row.state is not RevisionState.PUBLISHED:
        raise NotFound("The plan has no such revision.")
    return row


async def wire(ctx: Context, row: RevisionRow) -> Revision:
    """A revision as callers get it."""
    if row.state in UNDER_WAY:
        before = await contents.of_plan(ctx, await plans.get_plan(ctx, row.plan_id))
    else:
        before = await _predecessor(ctx, row)
    found = rules.differences(before, row.content, await repository.school_names(ctx))
    return await reply_of(ctx, Revision, row, differences=[Difference(**asdict(difference)) for difference in found])


async def create(ctx: Context, plan_id: UUID, wish: RevisionCreate) -> RevisionRow:
    """Start a revision of a published plan. Raises `RevisionUnderWay` while there is one."""
    POLICY.require(ctx, "plans:write")
    plan = await _published(ctx, plan_id)
    if await repository.find_under_way(ctx, plan_id):
        raise RevisionUnderWay("Publish or discard it first.")
    now = await contents.of_plan(ctx, plan)
    await _keep_first(ctx, plan, now)
    base = now if wish.copy_of is None else (await repository.get_revision(ctx, plan_id, wish.copy_of)).content
    sent = wish.model_dump(mode="json", exclude_none=True, exclude={"note", "copy_of"})
    plain = {**base, **sent}
    if wish.goals is not None:
        plain = await contents.canonical(ctx, plain)
    row = RevisionRow(
        plan_id=plan_id,
        number=await repository.last_number(ctx, plan_id) + 1,
        state=RevisionState.DRAFT,
        note=wish.note,
        content=plain,
        content_hash=content_hash(plain),
        base_hash=plan.content_hash,
        authors=[ctx.actor],
    )
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, plan_id: UUID, number: int, patch: RevisionUpdate) -> RevisionRow:
    """Change a draft or returned revision; who changes it is one of its authors."""
    POLICY.require(ctx, "plans:write")
    await _published(ctx, plan_id)
    row = await repository.get_revision(ctx, plan_id, number, lock=True)
    ctx.check_version(row)
    if row.state not in EDITABLE:
        raise PlanNotEditable(f"The revision is {row.state}.")
    changes = patch.plain()
    row.note = changes.pop("note", row.note)
    plain = {**row.content, **changes}
    if changes.get("goals"):
        plain = await contents.canonical(ctx, plain)
    row.content, row.content_hash = plain, content_hash(plain)
    row.authors = sorted({*row.authors, ctx.actor})
    await ctx.session.flush()
    return row


async def preview(ctx: Context, plan_id: UUID, number: int) -> Effects:
    """What publishing it now would do, by doing it and taking it back. Raises what publishing would raise."""
    POLICY.require(ctx, "plans:write")
    await wait_for_publishing(ctx)
    plan = await _published(ctx, plan_id)
    row = await repository.get_revision(ctx, plan_id, number)
    if row.state not in UNDER_WAY:
        raise WrongState(f"The revision is {row.state}.")
    outcome = await applying.rehearse(ctx, plan, row.content)
    return Effects(**{name: getattr(outcome, name) for name in Effects.model_fields})


async def submit(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Ask for approval, as a person. Raises `PlanIncomplete` naming everything that keeps it from the schools."""
    POLICY.require(ctx, "plans:write")
    if ctx.principal.kind != "person":
        raise PeopleOnly("Somebody must answer for the revision: submit it with a person's token.")
    await wait_for_publishing(ctx)
    plan = await _published(ctx, plan_id)
    row = await _at(ctx, plan, number, *EDITABLE)
    await applying.rehearse(ctx, plan, row.content)
    row.state, row.submitted_by, row.submitted_at = RevisionState.SUBMITTED, ctx.actor, ctx.now
    row.returned_reason = None
    row.authors = sorted({*row.authors, ctx.actor})
    await ctx.session.flush()
    return row


async def give_back(ctx: Context, plan_id: UUID, number: int, wish: PlanReturn) -> RevisionRow:
    """Return a submitted or approved revision to its authors, with the reason."""
    POLICY.require(ctx, "plans:approve")
    plan = await _published(ctx, plan_id)
    row = await _at(ctx, plan, number, RevisionState.SUBMITTED, RevisionState.APPROVED)
    row.state, row.returned_reason = RevisionState.RETURNED, wish.reason
    row.approved_by = row.approved_at = row.approved_hash = None
    await ctx.session.flush()
    return row


async def approve(ctx: Context, plan_id: UUID, number: int, wish: PlanApprove) -> RevisionRow:
    """Approve exactly the content with this hash; never one's own work, never by a machine."""
    POLICY.require(ctx, "plans:approve")
    if ctx.principal.kind != "person":
        raise PeopleOnly("Approve with the token of the person who read it.")
    plan = await _published(ctx, plan_id)
    row = await _at(ctx, plan, number, RevisionState.SUBMITTED)
    if ctx.actor in row.authors:
        raise OwnWork("Somebody else with the right must approve it.")
    if wish.content_hash != row.content_hash:
        raise HashDiffers("Read the revision again; what you approve must be what is there.")
    await computing.require_seen(ctx, plan.id, row.content, wish.seen_warnings)
    row.state, row.approved_by, row.approved_at = RevisionState.APPROVED, ctx.actor, ctx.now
    row.approved_hash = row.content_hash
    await ctx.session.flush()
    return row


async def publish(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Make the approved content the plan's, and every open task what it now wants."""
    POLICY.require(ctx, "plans:publish")
    await wait_for_publishing(ctx)
    plan = await _published(ctx, plan_id)
    row = await _at(ctx, plan, number, RevisionState.APPROVED)
    if row.approved_hash != content_hash(row.content):
        raise HashDiffers("The content is not what was approved.")
    await applying.publish(ctx, plan, row)
    return row


async def discard(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Give a revision up; it stays in the list."""
    POLICY.require(ctx, "plans:write")
    row = await repository.get_revision(ctx, plan_id, number, lock=True)
    if row.state not in UNDER_WAY:
        raise WrongState(f"The revision is {row.state}.")
    row.state = RevisionState.DISCARDED
    await ctx.session.flush()
    return row


async def _published(ctx: Context, plan_id: UUID) -> PlanRow:
    # Whoever also waits for publishing does so before: all in one order, so that nobody waits in a circle.
    plan = await plans.get_plan(ctx, plan_id, lock=True)
    if plan.state is not PlanState.PUBLISHED:
        raise WrongState(f"The plan is {plan.state}; only a published plan is revised.")
    return plan


async def _at(ctx: Context, plan: PlanRow, number: int, *states: RevisionState) -> RevisionRow:
    row = await repository.get_revision(ctx, plan.id, number, lock=True)
    if row.state not in states:
        raise WrongState(f"The revision is {row.state}; this needs {' or '.join(states)}.")
    if row.base_hash != plan.content_hash:
        raise RevisionOutdated("The plan was revised since; discard this revision and start from what there is.")
    return row


async def _keep_first(ctx: Context, plan: PlanRow, content: dict[str, Any]) -> None:
    """The first publication becomes revision 1 as soon as there is something to compare it with."""
    if await repository.last_number(ctx, plan.id) == 0:
        ctx.add(
            RevisionRow(
                plan_id=plan.id,
                number=1,
                state=RevisionState.PUBLISHED,
                note="First publication.",
                content=content,
                content_hash=plan.content_hash,
                base_hash=None,
                authors=plan.authors,
                submitted_by=plan.submitted_by,
                submitted_at=plan.submitted_at,
                approved_by=plan.approved_by,
                approved_at=plan.approved_at,
                approved_hash=plan.approved_hash,
                published_at=plan.published_at,
                added_count=plan.task_count,
            )
        )
        await ctx.session.flush()


async def _predecessor(ctx: Context, row: RevisionRow) -> dict[str, Any]:
    found = await repository.find_published_before(ctx, row.plan_id, row.number)
    return found.content if found else {"title": "", "school_year": "", "summary": "", "goals": []}
