"""Use cases of grants that wait: a second person confirms or refuses them; where nobody could, the operator does."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.claim_rules import service as claim_rules
from services.partners.access.claim_rules.schemas import ClaimRuleCreate, ClaimRuleUpdate
from services.partners.access.grant_proposals import repository
from services.partners.access.grant_proposals.errors import SomebodyElseCould
from services.partners.access.grant_proposals.may import LISTING, MAY
from services.partners.access.grant_proposals.schemas import GrantProposalDetail, GrantProposalList, GrantToDecide
from services.partners.access.grant_proposals.transitions import CONFIRM, REFUSE, asker_of
from services.partners.access.identities import service as identities
from services.partners.access.identities.schemas import IdentityCreate
from services.partners.directory.role_catalogue import service as role_catalogue
from services.partners.directory.role_catalogue.schemas import RoleUpdate
from services.partners.directory.roles import confirming
from services.partners.directory.roles import service as roles
from services.partners.directory.roles.granting import OPERATOR, Voices, maker_of
from services.partners.directory.roles.schemas import RoleAssign, RoleEnd
from services.partners.directory.roles.tables import GrantProposalRow, ProposalOutcome
from services.partners.directory.roster_roles import service as roster_roles
from services.partners.directory.roster_roles.schemas import RosterRolesBody
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.texts.words import Words

Doing = Callable[[Context, GrantProposalRow, Voices], Awaitable[UUID]]


async def listed(ctx: Context, filters: GrantProposalList) -> Response:
    """What waits, and what became of the rest."""
    POLICY.require(ctx, "grants:confirm")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, proposal_id: UUID) -> GrantProposalDetail:
    """One proposal, with what it would change while nobody has decided."""
    POLICY.require(ctx, "grants:confirm")
    row = await ctx.get(GrantProposalRow, proposal_id, "grant proposal")
    changed = None
    if row.operation == "change_role" and row.outcome is None:
        changed = await role_catalogue.change_of_wish(ctx, _about(row), RoleUpdate.model_validate(row.wish))
    return await MAY.reply(
        ctx, GrantProposalDetail, row, profile_change=changed, rule=await repository.rule_of(ctx, row.id)
    )


async def shown(ctx: Context, row: GrantProposalRow) -> GrantToDecide:
    """A proposal as the list shows it."""
    return await MAY.reply(ctx, GrantToDecide, row, rule=await repository.rule_of(ctx, row.id))


async def confirm(ctx: Context, proposal_id: UUID) -> GrantProposalRow:
    """Stand for a grant somebody else asked for: it is made now, as the rows then are."""
    POLICY.require(ctx, CONFIRM.right)
    row = await _taken(ctx, proposal_id)
    await CONFIRM.check(ctx, row)
    return await _do(ctx, row, Voices(asker_of(row), maker_of(ctx.principal), row.created_at))


async def confirm_as_operator(ctx: Context, proposal_id: UUID) -> GrantProposalRow:
    """The same from the command line, where nobody of the district could. Raises `SomebodyElseCould`."""
    row = await _taken(ctx, proposal_id)
    await REFUSE.check(ctx, row)
    if could := await confirming.who_could(ctx, row, await ctx.today()):
        raise SomebodyElseCould(
            Words(
                f"Ask {', '.join(sorted(str(id_) for id_ in could))}.",
                es=f"Pídalo a {', '.join(sorted(str(id_) for id_ in could))}.",
            )
        )
    return await _do(ctx, row, Voices(asker_of(row), OPERATOR, row.created_at))


async def refuse(ctx: Context, proposal_id: UUID) -> GrantProposalRow:
    """Say no, or take back what one asked for oneself; nothing of it was ever granted."""
    POLICY.require(ctx, REFUSE.right)
    row = await _taken(ctx, proposal_id)
    await REFUSE.check(ctx, row)
    _decided(ctx, row, ProposalOutcome.REFUSED, ctx.actor)
    await ctx.session.flush()
    await confirming.ask_no_more(ctx, row)
    return row


async def waiting(ctx: Context) -> list[tuple[GrantProposalRow, int]]:
    """What waits, each with how many of the district could confirm it: for the command line."""
    today = await ctx.today()
    rows = await confirming.waiting(ctx)
    return [(row, len(await confirming.who_could(ctx, row, today))) for row in rows]


async def _taken(ctx: Context, proposal_id: UUID) -> GrantProposalRow:
    return await ctx.get(GrantProposalRow, proposal_id, "grant proposal", lock=True)


async def _do(ctx: Context, row: GrantProposalRow, voices: Voices) -> GrantProposalRow:
    # What was asked for was asked of the version its asker saw; the call that confirms has none of its own.
    ctx.if_match = row.if_match
    row.result_id = await DOING[row.operation](ctx, row, voices)
    by = ctx.actor if voices.second is not OPERATOR else OPERATOR.actor
    _decided(ctx, row, ProposalOutcome.CONFIRMED, by)
    await ctx.session.flush()
    await confirming.ask_no_more(ctx, row)
    return row


def _decided(ctx: Context, row: GrantProposalRow, outcome: ProposalOutcome, by: str) -> None:
    row.outcome, row.decided_at, row.decided_by = outcome, ctx.now, by
    named: dict[str, Any] = {"proposal_id": row.id}
    for name, id_ in (("staff_id", row.staff_id), ("made_id", row.result_id)):
        if id_ is not None:
            named[name] = id_
    ctx.audit(ACTS[outcome], rows=named, reason=[f"asked by {row.asked_by}", f"decided by {by}", row.operation])


async def _assign_role(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await roles.assign(ctx, RoleAssign.model_validate(row.wish), voices)).id


async def _end_role(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await roles.end(ctx, _about(row), RoleEnd.model_validate(row.wish), voices)).id


async def _link_identity(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await identities.link(ctx, IdentityCreate.model_validate(row.wish), voices)).id


async def _create_claim_rule(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await claim_rules.create(ctx, ClaimRuleCreate.model_validate(row.wish), voices)).id


async def _change_claim_rule(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await claim_rules.change(ctx, _about(row), ClaimRuleUpdate.model_validate(row.wish), voices)).id


async def _set_roster_roles(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    await roster_roles.let(ctx, RosterRolesBody.model_validate(row.wish), voices)
    return ctx.district_id


async def _change_role(ctx: Context, row: GrantProposalRow, voices: Voices) -> UUID:
    return (await role_catalogue.change(ctx, _about(row), RoleUpdate.model_validate(row.wish), voices)).id


def _about(row: GrantProposalRow) -> UUID:
    assert row.about is not None, f"{row.operation} is about a thing"
    return row.about


#: What each call that may wait does once it is confirmed.
#: What the audit calls it.
ACTS = {ProposalOutcome.CONFIRMED: "grant_confirmed", ProposalOutcome.REFUSED: "grant_refused"}
DOING: dict[str, Doing] = {
    "assign_role": _assign_role,
    "end_role": _end_role,
    "link_identity": _link_identity,
    "create_claim_rule": _create_claim_rule,
    "change_claim_rule": _change_claim_rule,
    "set_roster_roles": _set_roster_roles,
    "change_role": _change_role,
}
