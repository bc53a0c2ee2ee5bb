"""Wire models of the list of proposed grants; a proposal itself stands with the roles it leads to."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.access.claim_rules.schemas import ClaimCondition, Where
from services.partners.directory.role_catalogue.schemas import ProfilePreview, RoleNamesSaid
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import ProposalOutcome
from services.partners.references import ProviderReference
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference
from shared.schemas import MAY_DO, Reply, RoleCode

GrantProposalAct = Literal["confirm", "refuse"]


class ProposedRule(Reply):
    """A claim rule as it would be: what is sent, and of a change what it leaves as the rule now has it."""

    id: UUID | None = Field(description="The rule that would change; null: a new one.")
    position: int | None
    provider: ProviderReference | None = Field(description="null: of any identity provider.")
    when: list[ClaimCondition] | None = Field(description="The claims and values that bring the role.")
    role: RoleCode | None
    role_names: RoleNamesSaid | None = Field(description="What the district calls the role.")
    where: Where | None = Field(description="For what it brings the role.")
    school: SchoolReference | None = Field(description="The school, if the rule names one.")
    note: str | None


class GrantToDecide(GrantProposal):
    """A proposed grant as those see it who decide over such."""

    rule: ProposedRule | None = Field(
        description="Of `create_claim_rule` and `change_claim_rule`: the rule it is about."
    )
    may: list[GrantProposalAct] = MAY_DO


class GrantProposalList(Paging):
    """Filters of proposed grants."""

    staff_id: SeveralPeople | None = None
    outcome: Several[ProposalOutcome] | None = None
    decided: bool | None = Field(default=None, description="false: what nobody has decided, over or not.")


class GrantProposalDetail(GrantToDecide):
    """A proposed grant, with what whoever confirms it lets happen."""

    profile_change: ProfilePreview | None = Field(
        description="Of `change_role`, while nobody has decided: who holds the role, and what it would open and close to them."
    )
