"""Use cases of when a relationship is stale."""

from types import SimpleNamespace

from services.partners.community.relationship_rules.schemas import RelationshipRules, RelationshipRulesBody
from services.partners.community.relationship_rules.tables import RelationshipRulesRow
from services.partners.permissions import POLICY, require_somewhere
from shared.context.context import Context

#: What holds until a district says otherwise: a contact a season, a next step within a fortnight of its day.
USUAL = RelationshipRules(stale_after_days=90, overdue_after_days=14, due_before_days=7, version=0, updated_at=None)


async def read(ctx: Context) -> RelationshipRules:
    """What holds."""
    require_somewhere(ctx, "relationships:read")
    return await in_force(ctx)


async def set_all(ctx: Context, wish: RelationshipRulesBody) -> RelationshipRules:
    """Put these in the place of what was said before; from the next day on relationships are told by them."""
    POLICY.require(ctx, "relationships:write")
    row = await ctx.find(RelationshipRulesRow, ctx.district_id)
    ctx.check_version(row or SimpleNamespace(version=0))
    if row is None:
        row = RelationshipRulesRow(id=ctx.district_id)
        ctx.add(row)
    for name, value in wish.model_dump().items():
        setattr(row, name, value)
    await ctx.session.flush()
    return _said(row)


async def in_force(ctx: Context) -> RelationshipRules:
    """By what relationships are told now."""
    row = await ctx.find(RelationshipRulesRow, ctx.district_id)
    return USUAL if row is None else _said(row)


def _said(row: RelationshipRulesRow) -> RelationshipRules:
    return RelationshipRules.model_validate({name: getattr(row, name) for name in RelationshipRules.model_fields})
