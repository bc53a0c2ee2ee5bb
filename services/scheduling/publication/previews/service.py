"""Use cases of previews: what a content would bring before it is published, and how much is too much."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import content as contents
from services.scheduling.planning.plans import rules as plan_rules
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import PREVIEW, REVISE
from services.scheduling.publication.preview_figures import computing, repository, rules
from services.scheduling.publication.preview_figures.schemas import PreviewLimits, PreviewLimitsSet
from services.scheduling.publication.previews.schemas import PreviewWarning, PublicationPreview
from services.scheduling.publication.revisions import rules as revision_rules
from services.scheduling.publication.revisions import service as revisions
from services.scheduling.publication.revisions.transitions import PREVIEW as REVISION_PREVIEW
from shared.context.context import Context
from shared.errors import fault
from shared.schemas import Reference


async def of_plan(ctx: Context, plan_id: UUID) -> PublicationPreview:
    """What publishing the plan today would bring. Raises `WrongState` once it is published."""
    row = await plans.read(ctx, plan_id)
    await PREVIEW.check(ctx, row)
    return await _preview(ctx, row, await contents.of_plan(ctx, row), row.content_hash)


async def of_revision(ctx: Context, plan_id: UUID, number: int) -> PublicationPreview:
    """What the plan would bring with this revision published today. Raises `WrongState` when it is not under way."""
    row = await revisions.read(ctx, plan_id, number)
    plan = await plans.read(ctx, plan_id)
    await REVISION_PREVIEW.check(ctx, row)
    await REVISE.check(ctx, plan)
    settled = revision_rules.settled(await contents.of_plan(ctx, plan), row.content)
    return await _preview(ctx, plan, row.content, row.content_hash, settled)


async def read_limits(ctx: Context) -> PreviewLimits:
    """How much is not yet too much, for whoever reads plans."""
    POLICY.require_any(ctx, "plans:read")
    return await computing.limits_of(ctx)


async def set_limits(ctx: Context, wish: PreviewLimitsSet) -> PreviewLimits:
    """Set the district's own limits, which is for those who approve."""
    POLICY.require(ctx, "plans:approve_district")
    await repository.set_limits(ctx, wish.model_dump())
    return PreviewLimits(**wish.model_dump())


async def _preview(
    ctx: Context,
    plan: PlanRow,
    content: Mapping[str, Any],
    content_hash: str,
    settled: Collection[tuple[str, str]] = (),
) -> PublicationPreview:
    found = await computing.compute(ctx, plan.id, content)
    year = found.years.of(plan.school_id) if found.years else None
    faults = plan_rules.faults(content, year, found.today, settled, counts_from=found.begins)
    counted = {name: value for name, value in found.counted.items() if name in PublicationPreview.model_fields}
    return PublicationPreview(
        **counted,
        plan=Reference(id=plan.id, name=plan.title),
        content_hash=content_hash,
        as_of=found.today,
        activities_without_schools=[each["code"] for each in counted["activities"] if not each["schools"]],
        not_ready=[fault(pointer, why, code) for pointer, code, why in faults],
        limits=found.limits,
        warnings=[PreviewWarning(**asdict(warned)) for warned in found.warnings],
        warnings_hash=rules.warnings_hash(found.warnings),
    )
