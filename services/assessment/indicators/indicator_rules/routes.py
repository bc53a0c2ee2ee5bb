"""HTTP of early-warning rules and flags."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.indicators.indicator_rules import service
from services.assessment.indicators.indicator_rules.errors import NoSuchRule, RuleContradictory, RuleFixed
from services.assessment.indicators.indicator_rules.may import MAY, RULES
from services.assessment.indicators.indicator_rules.schemas import (
    IndicatorFlag,
    IndicatorFlagExplained,
    IndicatorFlagList,
    IndicatorRule,
    IndicatorRuleCreate,
    IndicatorRuleList,
    IndicatorRulePresets,
    IndicatorRuleTried,
    IndicatorRuleUpdate,
    RuleTriedIn,
)
from services.assessment.indicators.indicator_rules.transitions import ACTIVATE, CHANGE, RETIRE, TRY
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["indicators"])
RULE, FLAG = "/indicator-rules/{indicator_rule_id}", "/indicator-flags/{indicator_flag_id}"


@router.get("/indicator-rule-presets", response_model=IndicatorRulePresets, responses=refusals(NotPermitted))
async def list_indicator_rule_presets(ctx: Annotated[Context, requires("indicator-rules:read")]) -> Response:
    """List rules others have tried, each with its source; a district begins with one and sets its own thresholds."""
    return ctx.reply(service.presets(ctx))


@router.get("/indicator-rules", response_model=Page[IndicatorRule], responses=refusals(NotPermitted))
async def list_indicator_rules(
    ctx: Annotated[Context, requires("indicator-rules:read")], filters: Annotated[IndicatorRuleList, Query()]
) -> Response:
    """List what the district wants to be warned of."""
    return await ctx.page(RULES, filters, service.visible(ctx))


@router.post(
    "/indicator-rules",
    status_code=201,
    response_model=IndicatorRule,
    responses=refusals(NotPermitted, NoLegalBasis, NoSuchRule, NoSuchSchool),
)
async def draft_indicator_rule(
    body: IndicatorRuleCreate, ctx: Annotated[Context, requires("indicator-rules:write")]
) -> Response:
    """Create a draft of a rule."""
    return ctx.reply(await MAY.reply(ctx, IndicatorRule, await service.draft(ctx, body)), 201)


@router.get(RULE, response_model=IndicatorRule, responses=refusals(NotPermitted))
async def read_indicator_rule(
    indicator_rule_id: UUID, ctx: Annotated[Context, requires("indicator-rules:read")]
) -> Response:
    """Read one rule."""
    return await ctx.item(RULES, indicator_rule_id, "rule", service.visible(ctx))


@router.patch(
    RULE,
    response_model=IndicatorRule,
    responses=refusals(NotPermitted, NoLegalBasis, RuleFixed, RuleContradictory, NoSuchSchool),
)
async def change_indicator_rule(
    indicator_rule_id: UUID, body: IndicatorRuleUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a draft; what was activated never changes, another rule replaces it."""
    return ctx.reply(await MAY.reply(ctx, IndicatorRule, await service.change(ctx, indicator_rule_id, body)))


@router.post(
    f"{RULE}/activate",
    response_model=IndicatorRule,
    responses=refusals(NotPermitted, NoLegalBasis, RuleFixed, NoSuchRule),
)
async def activate_indicator_rule(
    indicator_rule_id: UUID, ctx: Annotated[Context, requires(ACTIVATE.door)]
) -> Response:
    """Have a rule raise flags, of this school year too; the one it replaces is retired."""
    return ctx.reply(await MAY.reply(ctx, IndicatorRule, await service.activate(ctx, indicator_rule_id)))


@router.post(f"{RULE}/retire", response_model=IndicatorRule, responses=refusals(NotPermitted, NoLegalBasis, RuleFixed))
async def retire_indicator_rule(indicator_rule_id: UUID, ctx: Annotated[Context, requires(RETIRE.door)]) -> Response:
    """Have a rule raise none any more; its flags are cleared."""
    return ctx.reply(await MAY.reply(ctx, IndicatorRule, await service.retire(ctx, indicator_rule_id)))


@router.post(f"{RULE}/try", response_model=IndicatorRuleTried, responses=refusals(NotPermitted, NoLegalBasis))
async def try_indicator_rule(
    indicator_rule_id: UUID,
    body: Annotated[RuleTriedIn, may_be_empty(RuleTriedIn)],
    ctx: Annotated[Context, requires(TRY.door)],
) -> Response:
    """Say how many students of each school a rule would have flagged in a school year; nobody is."""
    return ctx.reply(await service.try_out(ctx, indicator_rule_id, body.school_year))


@router.get("/indicator-flags", response_model=Page[IndicatorFlag], responses=refusals(NoLegalBasis))
async def list_indicator_flags(
    ctx: Annotated[Context, requires("indicator-flags:read")], filters: Annotated[IndicatorFlagList, Query()]
) -> Response:
    """List what the rules say of students, oldest first, or by change with `updated_since`, which tells of cleared ones."""
    return await service.flags(ctx, filters)


@router.get(FLAG, response_model=IndicatorFlag, responses=refusals(NoLegalBasis))
async def read_indicator_flag(
    indicator_flag_id: UUID, ctx: Annotated[Context, requires("indicator-flags:read")]
) -> Response:
    """Read one flag."""
    return await service.flag(ctx, indicator_flag_id)


@router.get(f"{FLAG}/explain", response_model=IndicatorFlagExplained, responses=refusals(NoLegalBasis))
async def explain_indicator_flag(
    indicator_flag_id: UUID, ctx: Annotated[Context, requires("indicator-flags:read")]
) -> Response:
    """Explain a flag: the rule, what is met and by which facts, and how it came and went."""
    return ctx.reply(await service.explain(ctx, indicator_flag_id))
