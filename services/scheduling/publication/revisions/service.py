"""Use cases of revisions: draft → submitted → returned | approved → published; or discarded."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import content as contents
from services.scheduling.planning.plans import people, rights
from services.scheduling.planning.plans import service as plan_service
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.rules import without_unsaid
from services.scheduling.planning.plans.schemas import PlanApprove, PlanReturn
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import REVISE
from services.scheduling.publication.preview_figures import computing
from services.scheduling.publication.revisions import applying, repository, rules
from services.scheduling.publication.revisions.errors import RevisionOutdated, RevisionUnderWay
from services.scheduling.publication.revisions.events import (
    RevisionApproved,
    RevisionDiscarded,
    RevisionEdited,
    RevisionReturned,
    RevisionSubmitted,
)
from services.scheduling.publication.revisions.may import LISTING, MAY
from services.scheduling.publication.revisions.schemas import (
    Difference,
    Effects,
    Revision,
    RevisionCreate,
    RevisionList,
    RevisionUpdate,
)
from services.scheduling.publication.revisions.tables import RevisionRow, RevisionState
from services.scheduling.publication.revisions.transitions import (
    APPROVE,
    CHANGE,
    DISCARD,
    EFFECTS,
    PUBLISH,
    RETURN,
    SUBMIT,
    UNDER_WAY,
)
from shared.approval import acts
from shared.approval.hashing import content_hash
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.errors import NotFound
from shared.texts.words import Words


async def listed(ctx: Context, plan_id: UUID, filters: RevisionList) -> Response:
    """A plan's revisions; schools see those that have reached them."""
    plan = await plan_service.read(ctx, plan_id)
    return await ctx.page(LISTING, filters, {"plan_id": plan_id, **_states(ctx, plan)})


async def read(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """One revision the caller may see."""
    plan = await plan_service.read(ctx, plan_id)
    return await _get(ctx, plan_id, number, _states(ctx, plan))


async def wire(ctx: Context, row: RevisionRow) -> Revision:
    """A revision as callers get it."""
    if row.state in UNDER_WAY:
        before = await contents.of_plan(ctx, await ctx.get(PlanRow, row.plan_id, "plan"))
    else:
        before = await _predecessor(ctx, row)
    found = rules.differences(before, row.content, await repository.school_names(ctx))
    return await MAY.reply(ctx, Revision, row, differences=[Difference(**asdict(difference)) for difference in found])


async def create(ctx: Context, plan_id: UUID, wish: RevisionCreate) -> RevisionRow:
    """Start a revision of a published plan. Raises `RevisionUnderWay` while there is one."""
    plan = await _published(ctx, plan_id, REVISE)
    if await repository.find_under_way(ctx, plan_id):
        raise RevisionUnderWay(Words("Publish or discard it first.", es="Publíquela o descártela primero."))
    now = await contents.of_plan(ctx, plan)
    await _keep_first(ctx, plan, now)
    base = now if wish.copy_of is None else (await _get(ctx, plan_id, wish.copy_of, _states(ctx, plan))).content
    sent = wish.model_dump(mode="json", exclude_none=True, exclude={"note", "copy_of"})
    plain = await contents.canonical(ctx, {**base, **sent}, goals=wish.goals is not None)
    row = RevisionRow(
        plan_id=plan_id,
        number=await repository.last_number(ctx, plan_id) + 1,
        state=RevisionState.DRAFT,
        note=wish.note,
        content=plain,
        base_hash=plan.content_hash,
    )
    acts.written(ctx, row, content_hash(plain))
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(RevisionEdited.of(row, title=plan.title, school_id=plan.school_id))
    return row


async def change(ctx: Context, plan_id: UUID, number: int, patch: RevisionUpdate) -> RevisionRow:
    """Change a draft or returned revision; who changes it is one of its authors."""
    plan = await _published(ctx, plan_id, CHANGE)
    row = await _get(ctx, plan_id, number, _states(ctx, plan), lock=True)
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    changes = patch.plain()
    row.note = changes.pop("note", row.note)
    plain = without_unsaid({**row.content, **changes})
    plain = await contents.canonical(ctx, plain, goals=bool(changes.get("goals")))
    row.content = plain
    acts.written(ctx, row, content_hash(plain))
    await ctx.session.flush()
    ctx.emit(RevisionEdited.of(row, title=plan.title, school_id=plan.school_id))
    return row


async def preview(ctx: Context, plan_id: UUID, number: int) -> Effects:
    """What publishing it now would do, by doing it and taking it back. Raises what publishing would raise."""
    rights.require_somewhere(ctx, EFFECTS.right)
    await wait_for_publishing(ctx)
    plan = await _published(ctx, plan_id, EFFECTS)
    row = await _get(ctx, plan_id, number, _states(ctx, plan))
    await EFFECTS.check(ctx, row)
    outcome = await applying.rehearse(ctx, plan, row.content)
    return Effects(**{name: getattr(outcome, name) for name in Effects.model_fields})


async def submit(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Ask for approval, as a person. Raises `PlanIncomplete` naming everything that keeps it from the schools."""
    _check_caller(ctx, SUBMIT)
    await wait_for_publishing(ctx)
    plan, row = await _take(ctx, plan_id, number, SUBMIT)
    await applying.rehearse(ctx, plan, row.content)
    acts.submitted(ctx, row, SUBMIT.leads_to)
    await ctx.session.flush()
    approvers = await people.approvers(ctx, row, plan.school_id)
    ctx.emit(RevisionSubmitted.of(row, title=plan.title, school_id=plan.school_id, next_to_act=approvers))
    return row


async def give_back(ctx: Context, plan_id: UUID, number: int, wish: PlanReturn) -> RevisionRow:
    """Return a submitted or approved revision to its authors, with the reason."""
    _check_caller(ctx, RETURN)
    plan, row = await _take(ctx, plan_id, number, RETURN)
    acts.returned(row, RETURN.leads_to, wish.reason)
    await ctx.session.flush()
    authors = await people.authors(ctx, row)
    ctx.emit(RevisionReturned.of(row, title=plan.title, school_id=plan.school_id, next_to_act=authors))
    return row


async def approve(ctx: Context, plan_id: UUID, number: int, wish: PlanApprove) -> RevisionRow:
    """Approve exactly the content with this hash; never one's own work, never by a machine."""
    _check_caller(ctx, APPROVE)
    plan, row = await _take(ctx, plan_id, number, APPROVE)
    acts.check_read(
        row,
        wish.content_hash,
        Words(
            "Read the revision again; what you approve must be what is there.",
            es="Lea de nuevo la revisión; lo que aprueba debe ser lo que hay.",
        ),
    )
    await computing.require_seen(ctx, plan.id, row.content, wish.seen_warnings)
    acts.approved(ctx, row, APPROVE.leads_to)
    await ctx.session.flush()
    told = {"title": plan.title, "school_id": plan.school_id, "author_ids": people.author_ids(row)}
    ctx.emit(RevisionApproved.of(row, **told, next_to_act=await people.publishers(ctx, row, plan.school_id)))
    return row


async def publish(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Make the approved content the plan's, and every open task what it now wants."""
    _check_caller(ctx, PUBLISH)
    await wait_for_publishing(ctx)
    plan, row = await _take(ctx, plan_id, number, PUBLISH)
    acts.check_approved(row, content_hash(row.content))
    await applying.publish(ctx, plan, row)
    return row


async def discard(ctx: Context, plan_id: UUID, number: int) -> RevisionRow:
    """Give a revision up; it stays in the list."""
    _check_caller(ctx, DISCARD)
    plan = await plan_service.get(ctx, plan_id)
    await rights.require(ctx, plan, DISCARD.right)
    row = await _get(ctx, plan_id, number, _states(ctx, plan), lock=True)
    await DISCARD.check(ctx, row)
    row.state = DISCARD.leads_to
    await ctx.session.flush()
    ctx.emit(RevisionDiscarded.of(row, school_id=plan.school_id))
    return row


def _check_caller(ctx: Context, move: Transition[RevisionState]) -> None:
    rights.require_somewhere(ctx, move.right)
    move.check_caller(ctx)


async def _published(ctx: Context, plan_id: UUID, move: Transition[Any]) -> PlanRow:
    """A published plan, locked, whose revisions the caller may do this to, but for what is asked of one of them."""
    rights.require_somewhere(ctx, move.right)
    # Whoever also waits for publishing does so before: all in one order, so that nobody waits in a circle.
    plan = await plan_service.get(ctx, plan_id, lock=True)
    if move.right != APPROVE.right:
        await rights.require(ctx, plan, move.right)
    await REVISE.check(ctx, plan)
    return plan


async def _take(
    ctx: Context, plan_id: UUID, number: int, move: Transition[RevisionState]
) -> tuple[PlanRow, RevisionRow]:
    """The published plan and its revision, both locked, to which the caller may do this."""
    plan = await _published(ctx, plan_id, move)
    row = await _get(ctx, plan_id, number, _states(ctx, plan), lock=True)
    await rights.require(ctx, plan, move.right, row.authors)
    await move.check(ctx, row)
    if row.base_hash != plan.content_hash:
        raise RevisionOutdated(
            Words(
                "The plan was revised since; discard this revision and start from what there is.",
                es="El plan se revisó entretanto; descarte esta revisión y parta de lo que hay.",
            )
        )
    return plan, row


async def _get(
    ctx: Context, plan_id: UUID, number: int, states: Mapping[str, Any], *, lock: bool = False
) -> RevisionRow:
    scope = {"plan_id": plan_id, "number": number, **states}
    found = await ctx.rows(RevisionRow, repository.LISTING, scope, lock=lock)
    if not found:
        raise NotFound(Words("The plan has no such revision.", es="El plan no tiene esa revisión."))
    return found[0]


def _states(ctx: Context, plan: PlanRow) -> dict[str, Any]:
    """Schools see the revisions that have reached them, and all of their own plans."""
    schools = POLICY.reach(ctx.principal, "plans:read")
    return {} if schools is None or plan.school_id in schools else {"states": [RevisionState.PUBLISHED]}


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
