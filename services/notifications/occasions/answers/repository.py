"""SQL of answer links, as district IT is shown them."""

from services.notifications.occasions.answers.schemas import AnswerLink, AnswerLinkList
from services.notifications.occasions.answers.transitions import LinkState
from shared.answers.tables import AnswerLinkRow
from shared.auth.may import NOW
from shared.context.listing import listing

#: How a link stands, as `transitions.state_of` has it.
STATE = f"coalesce(s.ended_as, case when s.expires_at > {NOW} then '{LinkState.LIVE}' else '{LinkState.EXPIRED}' end)"
LISTING = listing(
    AnswerLinkRow,
    AnswerLink,
    AnswerLinkList,
    computed={"state": STATE},
    filters={"state": f"{STATE} = {{}}"},
    changed="made_at",
)
