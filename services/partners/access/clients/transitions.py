"""What may be done to a machine client and to its secrets: what was taken back is not given again."""

from enum import StrEnum

from services.partners.access.clients import repository, rules
from services.partners.access.clients.bounds import check_owner, check_within
from services.partners.access.clients.errors import ClientRevoked, TwoSecrets
from services.partners.access.clients.tables import ClientRow, ClientSecretRow
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.errors import RevokedAlready
from shared.texts.words import Words


class ClientState(StrEnum):
    """Whether it was taken back; its last day says by itself when it is over."""

    LIVE = "live"
    REVOKED = "revoked"


def state_of(row: ClientRow | ClientSecretRow, _: Context) -> ClientState:
    """How a client, or a secret, stands."""
    return ClientState.LIVE if row.revoked_at is None else ClientState.REVOKED


LIVE = (ClientState.LIVE,)

WHO_RUNS_IT = Nobody("Whoever runs the system has what they asked for.")


async def has_room(ctx: Context, row: ClientRow) -> None:
    """Raises `TwoSecrets`: one is replaced by the other."""
    if await repository.count_live_secrets(ctx, row.id) >= rules.MOST_SECRETS:
        raise TwoSecrets(Words("Revoke the one that is no longer used.", es="Revoque el que ya no se usa."))


CHANGE = Transition(
    *("change", "clients:write", LIVE),
    conditions=(check_owner,),
    refusal=ClientRevoked,
    state_of=state_of,
    next_to_act=WHO_RUNS_IT,
)
#: A further secret opens all the client may do, so the caller must hold all of that.
SECRETS = Transition(
    *("secrets", "clients:write", LIVE),
    conditions=(check_within, has_room),
    refusal=ClientRevoked,
    state_of=state_of,
    next_to_act=WHO_RUNS_IT,
)
REVOKE = Transition(
    *("delete", "clients:write", LIVE, ClientState.REVOKED),
    refusal=RevokedAlready,
    state_of=state_of,
    next_to_act=Nobody("It is over."),
)
REVOKE_SECRET = Transition(
    *("delete", "clients:write", LIVE, ClientState.REVOKED),
    refusal=RevokedAlready,
    state_of=state_of,
    next_to_act=Nobody("It is over."),
)

TRANSITIONS = (CHANGE, SECRETS, REVOKE, REVOKE_SECRET)
