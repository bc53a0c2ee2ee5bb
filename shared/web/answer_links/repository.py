"""Answer links as district IT is shown them."""

from shared.answers.tables import AnswerLinkRow
from shared.answers.transitions import TRANSITIONS, LinkState
from shared.auth.may import NOW, May
from shared.auth.policy import Policy
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.web.answer_links.schemas import AnswerLink, AnswerLinkList


def _state(now: str) -> str:
    """SQL of how a link stands, as `transitions.state_of` has it."""
    return f"""coalesce(s.ended_as, case when s.expires_at > {now} then '{LinkState.LIVE}' else '{LinkState.EXPIRED}' end)"""


LISTING = listing(
    AnswerLinkRow,
    AnswerLink,
    AnswerLinkList,
    computed={"state": _state(NOW)},
    filters={"state": f"{_state(NOW)} = {{}}"},
    changed="made_at",
)


def may_of(policy: Policy) -> May:
    """What a caller may do to a link now, by the rights of the service that has it."""
    return May(policy, TRANSITIONS, LISTING, state=_state(NOW), school="")


def shown(may: May) -> Listing:
    """Links as callers are shown them."""
    return may.on(LISTING)
