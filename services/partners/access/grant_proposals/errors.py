"""Refusals of proposed grants."""

from shared.errors import Refusal


class ProposalOver(Refusal):
    status, code, title = 409, "proposal_over", "The proposal waited for 14 days and is over; ask for the grant again"


class ProposalDecided(Refusal):
    status, code, title = 409, "proposal_decided", "The proposal was confirmed or refused already"


class SomebodyElseCould(Refusal):
    status, code, title = 409, "somebody_else_could", "Somebody of the district can confirm it"
