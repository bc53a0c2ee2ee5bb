"""What may be done to a machine client and to its secrets: what was taken back is not given again."""

from enum import StrEnum

from services.partners.access.clients.errors import ClientRevoked
from services.partners.access.clients.tables import ClientRow, ClientSecretRow
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.errors import RevokedAlready


class ClientState(StrEnum):
    """Whether it was taken back; its last day says by itself when it is over."""

    LIVE = "live"
    REVOKED = "revoked"


def state_of(row: ClientRow | ClientSecretRow, _: Context) -> ClientState:
    """How a client, or a secret, stands."""
    return ClientState.LIVE if row.revoked_at is None else ClientState.REVOKED


LIVE = (ClientState.LIVE,)

CHANGE = Transition("change", "clients:write", LIVE, refusal=ClientRevoked, state_of=state_of)
SECRETS = Transition("secrets", "clients:write", LIVE, refusal=ClientRevoked, state_of=state_of)
REVOKE = Transition("revoke", "clients:write", LIVE, ClientState.REVOKED, refusal=RevokedAlready, state_of=state_of)
REVOKE_SECRET = Transition(
    "revoke_secret", "clients:write", LIVE, ClientState.REVOKED, refusal=RevokedAlready, state_of=state_of
)

TRANSITIONS = (CHANGE, SECRETS, REVOKE, REVOKE_SECRET)
