"""Refusals of proposals of triggers."""

from shared.errors import Refusal


class ProposalOver(Refusal):
    status, code, title = 409, "attendance_proposal_over", "The proposal is not open"


class DecidedByRole(Refusal):
    status, code, title = 403, "decided_by_role", "Another role decides about the proposal"
