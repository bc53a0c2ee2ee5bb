"""Use cases of rules that make work: written as drafts, tried, activated in versions, retired. For district coordinators."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.errors import ConditionNeverMatches, NotProvable
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.facts import repository as facts
from services.scheduling.work.work_rules import making, repository, rules
from services.scheduling.work.work_rules.errors import NothingDrafted, RuleUnfit, ScoreOnlyProposes, TooManyFacts
from services.scheduling.work.work_rules.events import WorkRuleActivated, WorkRuleRetired
from services.scheduling.work.work_rules.may import MAY, RULES
from services.scheduling.work.work_rules.schemas import (
    RuleContent,
    WorkRule,
    WorkRuleActivate,
    WorkRuleCreate,
    WorkRuleList,
    WorkRuleRetire,
    WorkRuleUpdate,
    WorkRuleVersion,
    WorkRuleVersions,
)
from services.scheduling.work.work_rules.tables import MadeState, WorkRuleRow, WorkRuleState, WorkRuleVersionRow
from services.scheduling.work.work_rules.transitions import ACTIVATE, CHANGE, RETIRE
from shared.context.context import Context
from shared.context.replies import actors
from shared.context.transitions import Transition
from shared.directory.queries import active_roles, known_staff
from shared.directory.references import ACTOR
from shared.errors import NoSuchRole, NoSuchStaff, fault
from shared.near import did_you_mean
from shared.texts.words import Words


async def listed(ctx: Context, filters: WorkRuleList) -> Response:
    """Rules by code, for whoever reads plans of the district."""
    POLICY.require_any(ctx, "plans:read")
    return await ctx.page(RULES, filters)


async def read(ctx: Context, rule_id: UUID) -> Response:
    """One rule. Raises `NotFound`."""
    POLICY.require_any(ctx, "plans:read")
    return await ctx.item(RULES, rule_id, "rule")


async def list_versions(ctx: Context, rule_id: UUID) -> WorkRuleVersions:
    """Every version of a rule, the newest first. Raises `NotFound`."""
    POLICY.require_any(ctx, "plans:read")
    rule = await ctx.get(WorkRuleRow, rule_id, "rule")
    rows = await repository.versions(ctx, rule.id)
    actor = await actors(ctx, ACTOR, [row.created_by for row in rows])
    found = [
        WorkRuleVersion(
            number=row.number,
            name=row.title,
            from_on=row.from_on,
            content=RuleContent.model_validate(row.content),
            created_by=actor(row.created_by),
            created_at=row.created_at,
        )
        for row in rows
    ]
    return WorkRuleVersions(items=found)


async def add(ctx: Context, body: WorkRuleCreate) -> WorkRule:
    """Write a rule, as a draft."""
    POLICY.require(ctx, "work-rules:write")
    content = await _checked(ctx, body.content)
    row = WorkRuleRow(code=body.code, title=body.name, state=WorkRuleState.DRAFT, number=0, content=content)
    ctx.add(row)
    await ctx.session.flush()
    return await reply(ctx, row)


async def change(ctx: Context, rule_id: UUID, patch: WorkRuleUpdate) -> WorkRule:
    """Write its draft anew; what holds goes on."""
    row = await _take(ctx, rule_id, CHANGE)
    ctx.check_version(row)
    changes = patch.changes()
    if "content" in changes:
        row.content = await _checked(ctx, changes["content"])
    if "name" in changes:
        row.title = changes["name"]
    await ctx.session.flush()
    return await reply(ctx, row)


async def activate(ctx: Context, rule_id: UUID, body: WorkRuleActivate) -> WorkRule:
    """Have the draft hold as the next version, for facts of a day and later; those there are make their work now."""
    await wait_for_publishing(ctx)
    row = await _take(ctx, rule_id, ACTIVATE)
    ctx.check_version(row)
    if not await _is_drafted(ctx, row):
        raise NothingDrafted(Words("Change it first.", es="Modifíquela primero."))
    content = await _checked(ctx, RuleContent.model_validate(row.content))
    from_on = body.from_on or await ctx.today()
    row.state, row.number = ACTIVATE.leads_to, row.number + 1
    kind = rules.kind_of(content["when"]["event_type"])
    version = WorkRuleVersionRow(
        rule_id=row.id, number=row.number, kind=kind, title=row.title, content=content, from_on=from_on
    )
    ctx.add(version)
    await ctx.session.flush()
    repository.forget_versions(ctx)
    found = await facts.of_days(ctx, kind, from_on, await ctx.today(), making.MOST_FACTS)
    if len(found) > making.MOST_FACTS:
        raise TooManyFacts(
            Words(
                f"There are more than {making.MOST_FACTS:,} since {from_on}.",
                es=f"Hay más de {making.MOST_FACTS:,} desde el {from_on}.",
            )
        )
    for fact in found:
        await making.follow(ctx, fact)
    ctx.emit(WorkRuleActivated.of(row, rule_id=row.id, from_on=from_on, mode=content["mode"]))
    return await reply(ctx, row)


async def retire(ctx: Context, rule_id: UUID, body: WorkRuleRetire) -> WorkRule:
    """Have it make nothing more; open proposals are closed, and its work withdrawn where that is wished."""
    await wait_for_publishing(ctx)
    row = await _take(ctx, rule_id, RETIRE)
    ctx.check_version(row)
    row.state = RETIRE.leads_to
    ending = [MadeState.PROPOSED, MadeState.REFUSED, *([MadeState.STANDING] if body.withdraw else [])]
    for made in await repository.made_by(ctx, row.id, ending):
        await making.undo(ctx, made, "retired")
    await ctx.session.flush()
    ctx.emit(WorkRuleRetired.of(row, rule_id=row.id, is_withdrawn=body.withdraw))
    return await reply(ctx, row)


def check_role(role: str | None, roles: Collection[str], pointer: str) -> None:
    """Raises `NoSuchRole`, of one the district has not, or gives to nobody any more."""
    if role is not None and role not in roles:
        words = Words(
            f"no role of GET /v1/roles of partners that is in use{did_you_mean(role, roles)}",
            es=f"no es un rol en uso de GET /v1/roles de partners{did_you_mean(role, roles).es}",
        )
        raise NoSuchRole(errors=[fault(pointer, words)])


async def reply(ctx: Context, row: WorkRuleRow) -> WorkRule:
    """A rule as it is answered with."""
    names = ("id", "code", "state", "content", "version", "created_at", "updated_at")
    facts_ = {name: getattr(row, name) for name in names}
    said = {"name": row.title, "holds": row.number, "is_drafted": await _is_drafted(ctx, row)}
    return WorkRule.model_validate({**facts_, **said, "may": await MAY.of(ctx, row.id)})


async def _take(ctx: Context, rule_id: UUID, move: Transition[WorkRuleState]) -> WorkRuleRow:
    """A rule, locked, to which the caller may do this. Raises `NotFound`, `NotPermitted`, `WrongState`."""
    POLICY.require(ctx, move.right)
    row = await ctx.row(WorkRuleRow, repository.RULES, rule_id, "rule", {}, lock=True)
    await move.check(ctx, row)
    return row


async def _is_drafted(ctx: Context, row: WorkRuleRow) -> bool:
    if row.number == 0:
        return True
    holds = await repository.find_version(ctx, row.id, row.number)
    return (holds.title, holds.content) != (row.title, row.content)


async def _checked(ctx: Context, wish: RuleContent) -> dict[str, Any]:
    """A content that could make work. Raises `NotProvable`, `ConditionNeverMatches`, `ScoreOnlyProposes`, `RuleUnfit`,
    `NoSuchRole`, `NoSuchStaff`."""
    content = wish.model_dump(mode="json")
    if pointers := rules.unprovable(content):
        words = Words("choose an event of GET /v1/evidence-types", es="elija un evento de GET /v1/evidence-types")
        raise NotProvable(errors=[fault(pointer, words) for pointer in pointers])
    roles = await active_roles(ctx)
    if faults := rules.never_met(content, roles):
        raise ConditionNeverMatches(errors=[fault(pointer, why) for pointer, why in faults])
    if faults := rules.unfit(content):
        refusal = ScoreOnlyProposes if any(pointer == "/content/mode" for pointer, _ in faults) else RuleUnfit
        raise refusal(errors=[fault(pointer, why) for pointer, why in faults])
    check_role(content["asked_of"].get("role"), roles, "/content/asked_of/role")
    person = content["asked_of"].get("person_id")
    if person and UUID(person) not in await known_staff(ctx, {UUID(person)}):
        raise NoSuchStaff(
            errors=[
                fault(
                    "/content/asked_of/person_id",
                    Words("nobody at work has this id", es="nadie en activo tiene este id"),
                )
            ]
        )
    return content
