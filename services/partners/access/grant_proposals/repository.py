"""SQL of proposed grants."""

from services.partners.access.grant_proposals.schemas import GrantProposalList
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import GrantProposalRow
from shared.context.listing import listing

LISTING = listing(
    GrantProposalRow,
    GrantProposal,
    GrantProposalList,
    filters={"decided": "(s.outcome is not null) = {}::boolean"},
)
