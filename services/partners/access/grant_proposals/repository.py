"""SQL of proposed grants."""

from uuid import UUID

from sqlalchemy import text

from services.partners.access.grant_proposals.schemas import GrantProposalList, GrantToDecide, ProposedRule
from services.partners.directory.roles.tables import BECAUSE, GrantProposalRow
from services.partners.references import PROVIDER
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.references import SCHOOL

_GIVES = "replace(array_to_string(s.roles, ' and '), '_', ' ')"
#: What a change says nothing of stays as the rule has it.
_SAID = ", ".join(
    f"""case when s.wish ? '{name}' then s.wish -> '{name}' else to_jsonb(r) -> '{name}' end as "{name}\""""
    for name in ("position", "provider_id", "when", "role", "school", "note")
)
_PROVIDER = PROVIDER.reference("(w.provider_id #>> '{}')::uuid")
_SCHOOL = SCHOOL.reference("(w.school ->> 'school_id')::uuid")
_CALLED = "(select c.names from directory_catalogue c where c.code = w.role #>> '{}')"
RULE = f"""case when s.operation in ('create_claim_rule', 'change_claim_rule') then (
    select json_build_object('id', s.about, 'position', w.position, 'provider', {_PROVIDER}, 'when', w."when", 'role', w.role,
      'role_names', {_CALLED}, 'where', w.school, 'school', {_SCHOOL}, 'note', w.note)
    from (
      select {_SAID} from (select) proposed left join claim_rules r on r.district_id = s.district_id and r.id = s.about) w) end"""
LISTING = listing(
    GrantProposalRow,
    GrantToDecide,
    GrantProposalList,
    computed={"because": f"replace('{BECAUSE}', '{{}}', {_GIVES})", "rule": RULE},
    filters={"decided": "(s.outcome is not null) = {}::boolean"},
)

RULE_OF = text(
    f"select {RULE} as rule from grant_proposals s where s.district_id = :district_id and s.id = :proposal_id"
)


async def rule_of(ctx: Context, proposal_id: UUID) -> ProposedRule | None:
    """The claim rule a proposal is about, if it is about one."""
    await ctx.session.flush()
    (found,) = await ctx.ask(RULE_OF, {"district_id": ctx.district_id, "proposal_id": proposal_id})
    return None if found["rule"] is None else ProposedRule.model_validate(found["rule"])
