"""Who calls SCIM: providers keep one bearer token for years, so the secret of a client that can do nothing else is one."""

from fastapi import Request
from starlette.types import Scope

from services.partners.access.clients.rules import PREFIX
from services.partners.access.tokens.authenticating import Client, authenticate_bearer
from services.partners.access.tokens.forms import Refused
from shared import clock
from shared.errors import TokenInvalid, TooManyCalls
from shared.principal import Principal
from shared.texts.words import Words
from shared.web.requires import Bearer

SCOPES = frozenset({"scim:write"})


async def who(http: Scope, token: str) -> Principal:
    """The client a secret is of, checked anew at every call. Raises `TokenInvalid`."""
    try:
        client = await authenticate_bearer(Request(http), token)
    except Refused as refused:
        if refused.retry_after:
            raise TooManyCalls(
                Words("Too many secrets that are not valid.", es="Demasiados secretos que no son válidos."),
                headers={"Retry-After": str(refused.retry_after)},
            ) from None
        raise _invalid(
            Words(
                "Send a secret that is live, from a network its client is bound to.",
                es="Envíe un secreto vigente, desde una red a la que esté limitado su cliente.",
            )
        ) from None
    if not _is_for_this_alone(client):
        raise _invalid(
            Words(
                "Only a client that holds scim:write alone, for the whole district, calls with its secret.",
                es="Solo llama con su secreto un cliente que tiene únicamente scim:write, para todo el distrito.",
            )
        )
    return Principal(
        "client",
        client.id,
        client.district_id,
        SCOPES,
        issued_at=clock.now(),
        client_id=client.id,
        networks=client.networks,
    )


#: What SCIM takes besides access tokens.
SECRETS = Bearer(PREFIX, who)


def _is_for_this_alone(client: Client) -> bool:
    """A secret kept at the provider must open nothing but SCIM."""
    return (
        frozenset(client.scopes) == SCOPES
        and client.staff_id is None
        and client.school_ids is None
        and client.party_id is None
        and not client.may_exchange
        and (client.services is None or "partners" in client.services)
    )


def _invalid(detail: Words) -> TokenInvalid:
    return TokenInvalid(detail, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
