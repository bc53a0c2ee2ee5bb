"""SQL of proposed grants."""

from services.partners.access.grant_proposals.schemas import GrantProposalList
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import BECAUSE, GrantProposalRow
from shared.context.listing import listing

_GIVES = "replace(array_to_string(s.roles, ' and '), '_', ' ')"
LISTING = listing(
    GrantProposalRow,
    GrantProposal,
    GrantProposalList,
    computed={"because": f"replace('{BECAUSE}', '{{}}', {_GIVES})"},
    filters={"decided": "(s.outcome is not null) = {}::boolean"},
)
