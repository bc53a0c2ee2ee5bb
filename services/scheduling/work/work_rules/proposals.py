"""What rules made, as callers read it, and proposals that somebody accepts or declines."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.facts import repository as facts
from services.scheduling.work.owed.heard import HeardWish
from services.scheduling.work.tasks.service import require_at_place
from services.scheduling.work.work_rules import proving, repository, standing
from services.scheduling.work.work_rules.errors import DueInThePast, NobodyToAsk
from services.scheduling.work.work_rules.events import ProposalAccepted, ProposalDeclined
from services.scheduling.work.work_rules.may import MADE
from services.scheduling.work.work_rules.schemas import MadeWorkList, ProposalAccept, ProposalDecline
from services.scheduling.work.work_rules.service import check_role
from services.scheduling.work.work_rules.tables import MadeState, MadeWorkRow, WorkRuleRow, WorkRuleVersionRow
from services.scheduling.work.work_rules.transitions import ACCEPT, DECLINE
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.directory.queries import active_roles
from shared.errors import fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: MadeWorkList) -> Response:
    """What rules made at the schools the caller leads; the district's own for who sees every school."""
    POLICY.require_any(ctx, "proposals:decide")
    return await ctx.page(MADE, filters, _visible(ctx))


async def read(ctx: Context, made_work_id: UUID) -> Response:
    """One of them. Raises `NotFound`."""
    POLICY.require_any(ctx, "proposals:decide")
    return await ctx.item(MADE, made_work_id, "made work", _visible(ctx))


async def accept(ctx: Context, made_work_id: UUID, body: ProposalAccept) -> MadeWorkRow:
    """Have its tasks made, as proposed or otherwise. Raises `NobodyToAsk`, `NotAtSchool`, `DueInThePast`, `NoSuchRole`."""
    made, version = await _take(ctx, made_work_id, ACCEPT)
    if body.due_on is not None and body.due_on < await ctx.today():
        raise DueInThePast(errors=[fault("/due_on", Words("lies before today", es="es anterior a hoy"))])
    check_role(body.role, await active_roles(ctx), "/role")
    await require_at_place(ctx, body.owner_id, made.school_id)
    made.title, made.due_on = body.title or made.title, body.due_on or made.due_on
    asked = await _asked(ctx, made, version, body)
    if (lacking := await standing.lacking(ctx, asked)) is not None:
        raise NobodyToAsk(
            Words("Name somebody else to do it.", es="Nombre a otra persona para hacerlo."), errors=[fault("", lacking)]
        )
    await standing.decided(ctx, made)
    rule = await ctx.get(WorkRuleRow, made.rule_id, "rule")
    count = await standing.ask(ctx, made, version, asked, rule.code)
    _decide(ctx, made, ACCEPT.leads_to, None)
    await ctx.session.flush()
    await proving.look_back(ctx, made, version)
    ctx.emit(ProposalAccepted.of(made, task_count=count))
    return made


async def decline(ctx: Context, made_work_id: UUID, body: ProposalDecline) -> MadeWorkRow:
    """Nothing comes of it, whatever the fact is corrected to."""
    made, _ = await _take(ctx, made_work_id, DECLINE)
    await standing.decided(ctx, made)
    _decide(ctx, made, DECLINE.leads_to, body.reason)
    await ctx.session.flush()
    ctx.emit(ProposalDeclined.of(made))
    return made


async def _take(
    ctx: Context, made_work_id: UUID, move: Transition[MadeState]
) -> tuple[MadeWorkRow, WorkRuleVersionRow]:
    """A proposal, locked, over which the caller may decide. Raises `NotFound`, `NotPermitted`, `WrongState`."""
    move.check_caller(ctx)
    # A correction of what it is of comes before the decision, or after it.
    await wait_for_publishing(ctx)
    made = await ctx.row(MadeWorkRow, repository.MADE, made_work_id, "made work", _visible(ctx), lock=True)
    POLICY.require(ctx, move.right, school_id=made.school_id)
    await move.check(ctx, made)
    return made, await repository.find_version(ctx, made.rule_id, made.rule_version)


async def _asked(ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow, body: ProposalAccept) -> HeardWish:
    fact = await facts.find(ctx, made.fact_id)
    asked = standing.wish(version.content, made.school_id, fact.staff_id, made.due_on)
    if body.owner_id is not None:
        return asked.model_copy(update={"person_id": body.owner_id, "role": None, "owned_by": body.owned_by})
    if body.role is not None:
        return asked.model_copy(update={"person_id": None, "role": body.role, "owned_by": body.owned_by})
    return asked


def _decide(ctx: Context, made: MadeWorkRow, state: MadeState, reason: str | None) -> None:
    made.state, made.reason = state, reason
    made.decided_by_id, made.decided_at = ctx.principal.staff_id, ctx.now


def _visible(ctx: Context) -> dict[str, Any]:
    schools = POLICY.schools(ctx, "proposals:decide")
    return {} if schools is None else {"visible": schools}
