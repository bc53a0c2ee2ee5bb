"""A reading that comes with a ticket: it goes on as one with its caller's token, and meets the same door."""

from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from shared import clock
from shared.settings import Settings
from shared.web.tickets.downloads import IN_A_TAB, TICKET, Asked
from shared.web.tickets.errors import TicketExpired, TicketInvalid
from shared.web.tickets.sealing import Unopened, key_of, unseal

#: How a query that has one looks.
SIGN = f"{TICKET}=".encode()


def admit(http: Scope, headers: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The request's headers, with the token its ticket holds; what is no download knows no tickets.

    Raises `TicketInvalid`, `TicketExpired`. A token sent beside it counts for nothing: the address stands for itself.
    """
    if SIGN not in http["query_string"] or http["method"] != "GET":
        return headers
    state = http["app"].state
    if (route := state.downloads.find(http["path"])) is None:
        return headers
    query = parse_qsl(http["query_string"].decode("latin-1"), keep_blank_values=True)
    tickets = [value for name, value in query if name == TICKET]
    if not tickets:
        return headers
    http["route"], http[IN_A_TAB] = route, True
    rest = [(name, value) for name, value in query if name != TICKET]
    token = _token(state.settings, Asked(http["path"], rest), tickets)
    http["ticket"] = True
    http["query_string"] = urlencode(rest).encode()
    http["headers"] = [(name, value) for name, value in http["headers"] if name != b"authorization"]
    http["headers"].append((b"authorization", f"Bearer {token}".encode()))
    return dict(http["headers"])


def _token(settings: Settings, asked: Asked, tickets: list[str]) -> str:
    challenge = {"WWW-Authenticate": "Bearer"}
    # Without a secret none was ever made.
    if len(tickets) > 1 or not settings.secret_key:
        raise TicketInvalid(headers=challenge)
    try:
        token, ends = unseal(key_of(settings.secret_key, settings.service), asked.address, tickets[0])
    except Unopened:
        raise TicketInvalid(headers=challenge) from None
    if ends <= clock.now():
        raise TicketExpired(headers=challenge)
    return token
