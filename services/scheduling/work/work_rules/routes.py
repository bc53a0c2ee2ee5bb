"""HTTP of rules that make work, and of what they made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.planning.plans.errors import ConditionNeverMatches, NotProvable
from services.scheduling.work.work_rules import dry_run, proposals, service
from services.scheduling.work.work_rules.errors import (
    DecidedByDistrict,
    DueInThePast,
    NobodyToAsk,
    NothingDrafted,
    RuleCodeTaken,
    RuleUnfit,
    ScoreOnlyProposes,
    TooManyFacts,
)
from services.scheduling.work.work_rules.may import MAY_DECIDE
from services.scheduling.work.work_rules.schemas import (
    Days,
    DryRun,
    MadeWork,
    MadeWorkList,
    ProposalAccept,
    ProposalDecline,
    WorkRule,
    WorkRuleActivate,
    WorkRuleCreate,
    WorkRuleList,
    WorkRuleRetire,
    WorkRuleUpdate,
    WorkRuleVersions,
)
from services.scheduling.work.work_rules.transitions import ACCEPT, ACTIVATE, CHANGE, DECLINE, RETIRE
from shared.context.context import Context
from shared.errors import (
    DaysOutOfOrder,
    NoSuchRole,
    NoSuchStaff,
    NotAtSchool,
    NotPermitted,
    PeopleOnly,
    Stale,
    VersionMissing,
    WrongState,
    refusals,
)
from shared.schemas import Page
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

rules = APIRouter(prefix="/v1/work-rules", tags=["rules that make work"])
made = APIRouter(prefix="/v1/made-works", tags=["rules that make work"])
routers = (rules, made)
Reader = Annotated[Context, requires("plans:read")]
Writer = Annotated[Context, requires("work-rules:write")]
UNFIT = (NotProvable, ConditionNeverMatches, ScoreOnlyProposes, RuleUnfit, NoSuchRole, NoSuchStaff)


@rules.get("", response_model=Page[WorkRule], responses=refusals(NotPermitted))
async def list_work_rules(ctx: Reader, filters: Annotated[WorkRuleList, Query()]) -> Response:
    """List the district's rules that make work, by code."""
    return await service.listed(ctx, filters)


@rules.post("", status_code=201, response_model=WorkRule, responses=refusals(NotPermitted, RuleCodeTaken, *UNFIT))
async def add_work_rule(body: WorkRuleCreate, ctx: Writer) -> Response:
    """Write a rule, as a draft: it makes nothing until it is activated."""
    return ctx.reply(await service.add(ctx, body), 201)


@rules.get("/{work_rule_id}", response_model=WorkRule, responses=refusals(NotPermitted))
async def read_work_rule(work_rule_id: UUID, ctx: Reader) -> Response:
    """Read one rule: its newest draft, and which version holds."""
    return await service.read(ctx, work_rule_id)


@rules.patch("/{work_rule_id}", response_model=WorkRule, responses=refusals(NotPermitted, WrongState, *UNFIT))
async def change_work_rule(
    work_rule_id: UUID, body: WorkRuleUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Write a rule's draft anew; the version that holds goes on until the draft is activated."""
    return ctx.reply(await service.change(ctx, work_rule_id, body))


@rules.get("/{work_rule_id}/versions", response_model=WorkRuleVersions, responses=refusals(NotPermitted))
async def list_work_rule_versions(work_rule_id: UUID, ctx: Reader) -> Response:
    """List every version of a rule: work that was made says under which."""
    return ctx.reply(await service.list_versions(ctx, work_rule_id))


@rules.get(
    "/{work_rule_id}/dry-run",
    response_model=DryRun,
    responses=refusals(NotPermitted, DaysOutOfOrder, TooManyFacts),
)
async def try_work_rule(work_rule_id: UUID, ctx: Writer, days: Annotated[Days, Query()]) -> Response:
    """Try a rule's draft on the facts of the past: what it would have made, at which schools, how much for whom and when."""
    return ctx.reply(await dry_run.run(ctx, work_rule_id, days))


@rules.post(
    "/{work_rule_id}/activate",
    response_model=WorkRule,
    responses=refusals(NotPermitted, WrongState, NothingDrafted, TooManyFacts, Stale, VersionMissing, *UNFIT),
)
async def activate_work_rule(
    work_rule_id: UUID,
    body: Annotated[WorkRuleActivate, may_be_empty(WorkRuleActivate)],
    ctx: Annotated[Context, requires(ACTIVATE.door)],
) -> Response:
    """Have the draft hold as the next version, for facts of today and later, or from a day that is named."""
    return ctx.reply(await service.activate(ctx, work_rule_id, body))


@rules.post(
    "/{work_rule_id}/retire",
    response_model=WorkRule,
    responses=refusals(NotPermitted, WrongState, Stale, VersionMissing),
)
async def retire_work_rule(
    work_rule_id: UUID,
    body: Annotated[WorkRuleRetire, may_be_empty(WorkRuleRetire)],
    ctx: Annotated[Context, requires(RETIRE.door)],
) -> Response:
    """Have a rule make nothing more; what is open of its work stays, or is withdrawn."""
    return ctx.reply(await service.retire(ctx, work_rule_id, body))


@made.get("", response_model=Page[MadeWork], responses=refusals(NotPermitted))
async def list_made_works(
    ctx: Annotated[Context, requires("tasks:read")], filters: Annotated[MadeWorkList, Query()]
) -> Response:
    """List what rules made, by the days of the facts; with `state=proposed` the proposals that wait."""
    return await proposals.listed(ctx, filters)


@made.get("/{made_work_id}", response_model=MadeWork, responses=refusals(NotPermitted))
async def read_made_work(made_work_id: UUID, ctx: Annotated[Context, requires("tasks:read")]) -> Response:
    """Read what a rule made of one fact, and why."""
    return await proposals.read(ctx, made_work_id)


@made.post(
    "/{made_work_id}/accept",
    response_model=MadeWork,
    responses=refusals(
        *(NotPermitted, PeopleOnly, WrongState, DecidedByDistrict, NobodyToAsk, NotAtSchool, DueInThePast, NoSuchRole)
    ),
)
async def accept_proposal(
    made_work_id: UUID,
    body: Annotated[ProposalAccept, may_be_empty(ProposalAccept)],
    ctx: Annotated[Context, requires(ACCEPT.door)],
) -> Response:
    """Accept a proposal, as it is or with another title, day, role or owner: its tasks are made."""
    return ctx.reply(await MAY_DECIDE.reply(ctx, MadeWork, await proposals.accept(ctx, made_work_id, body)))


@made.post(
    "/{made_work_id}/decline",
    response_model=MadeWork,
    responses=refusals(NotPermitted, PeopleOnly, WrongState, DecidedByDistrict),
)
async def decline_proposal(
    made_work_id: UUID, body: ProposalDecline, ctx: Annotated[Context, requires(DECLINE.door)]
) -> Response:
    """Decline a proposal, saying why; it is not proposed again."""
    return ctx.reply(await MAY_DECIDE.reply(ctx, MadeWork, await proposals.decline(ctx, made_work_id, body)))
