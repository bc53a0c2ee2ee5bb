"""Wire models of the list of proposed grants; a proposal itself stands with the roles it leads to."""

from typing import Literal

from pydantic import Field

from services.partners.directory.role_catalogue.schemas import ProfilePreview
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import ProposalOutcome
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.schemas import MAY_DO

GrantProposalAct = Literal["confirm", "refuse"]


class GrantToDecide(GrantProposal):
    """A proposed grant as those see it who decide over such."""

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
