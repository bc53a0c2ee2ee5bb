"""Which client calls an OAuth endpoint: the same check for tokens, revocation and introspection."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote_plus
from uuid import UUID

from fastapi import Request
from starlette.datastructures import State

from services.partners.access.clients.repository import (
    find_client_of,
    find_credential,
    find_live_secret,
    hold_client,
    note_use,
)
from services.partners.access.clients.rules import hash_secret, which_secret
from services.partners.access.tokens import assertions, repository, rules
from services.partners.access.tokens.forms import Form, Refused
from shared import clock
from shared.audit.tables import Outcome
from shared.audit.trail import Entry, named
from shared.auth.networks import is_within
from shared.context.context import Context
from shared.logging import log

#: What a client's row and its credential have in common.
SAME = ("id", "district_id", "scopes", "staff_id", "school_ids", "services", "may_exchange", "party_id", "expires_at")
METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


@dataclass(frozen=True)
class Client:
    """Who calls: a machine client that proved itself, or (`public`) a front-end application, which has nothing to prove with.

    Null schools and services are all of them, no networks are all networks.
    """

    id: UUID
    district_id: UUID
    scopes: list[str]
    staff_id: UUID | None = None
    public: bool = False
    school_ids: list[UUID] | None = None
    services: list[str] | None = None
    networks: tuple[str, ...] = ()
    may_exchange: bool = False
    party_id: UUID | None = None
    #: The operator made it to set the district up.
    for_setup: bool = False
    #: When it gets in no more, by its own end or that of the secret it came with.
    expires_at: datetime | None = None
    #: What it proved itself with: a secret, or the key of this id.
    secret_id: UUID | None = None
    kid: str | None = None


@dataclass(frozen=True)
class Proof:
    """How a caller says who it is; `client_id` in its one spelling if it is an id at all."""

    kind: Literal["none", "secret", "assertion"]
    client_id: str
    text: str = ""

    @property
    def id(self) -> UUID | None:
        """The client's id, if it can be one."""
        return _uuid(self.client_id)


#: Finds a front-end application by its id, for the grants that admit callers without a secret.
FindPublic = Callable[[State, UUID], Awaitable[Client | None]]


async def authenticate(request: Request, form: Form, find_public: FindPublic | None = None) -> Client:
    """The client of a request. Raises `Refused`: 401 `invalid_client` in the same words whatever was wrong with it.

    After too many failures 429 `slow_down` with Retry-After, for unknown clients as for known ones. With `find_public`, a
    request that brings a client id and no proof is looked up there.
    """
    proof = read_proof(request, form)
    if proof.kind == "none":
        found = await find_public(request.app.state, proof.id) if find_public and proof.id else None
        if found is None:
            raise stranger()
        return found
    return await _let_in(request, proof)


async def authenticate_bearer(request: Request, secret: str) -> Client:
    """The client whose secret this is, for callers that can send nothing but a bearer token. Raises as `authenticate`."""
    client_id = await find_client_of(request.app.state.db, hash_secret(secret))
    return await _let_in(request, Proof("secret", str(client_id or ""), secret))


async def _let_in(request: Request, proof: Proof) -> Client:
    db, now = request.app.state.db, clock.now()
    address = request.client.host if request.client else "unknown"
    keys = rules.sign_in_keys(proof.client_id, address)
    if wait := rules.seconds_to_wait(keys, await repository.sign_ins_of(db, keys), now):
        raise Refused("slow_down", "too many failed attempts; wait as Retry-After says", 429, retry_after=wait)
    found = await find_credential(db, proof.id or UUID(int=0), now)
    try:
        client = await _check(request, proof, found, now)
    except assertions.Unacceptable as why:
        await repository.note_failure(db, keys, now)
        log.warning("client_refused", code=why.reason)
        if found:
            _audit(request, found, why.reason, now)
        raise stranger() from None
    await repository.note_success(db, keys[0], now)
    await note_use(db, client.id, client.secret_id, now)
    return client


def _audit(request: Request, found: dict[str, Any], code: str, now: datetime) -> None:
    """Somebody tried to get in as a client that there is: its district can read of it."""
    entry = Entry(
        actor=f"client:{found['id']}",
        action="authenticate_client",
        occurred_at=now,
        correlation_id=request.scope["correlation_id"],
        outcome=Outcome.REFUSED,
        client_id=found["id"],
        rows=named({"client_id": found["id"]}),
        reason=[code],
    )
    request.app.state.refusals.note_later(found["district_id"], entry)


def stranger() -> Refused:
    """The one refusal of whoever is not let in: it says nothing about what there is."""
    return Refused("invalid_client", "unknown client or wrong credentials", 401)


def read_proof(request: Request, form: Form) -> Proof:
    """HTTP Basic, a secret in the form, or an assertion: exactly one of them (RFC 6749 §2.3). Raises `Refused`."""
    headers = request.headers.getlist("authorization")
    asserted = bool(form.get("client_assertion") or form.get("client_assertion_type"))
    if len(headers) + asserted + bool(form.get("client_secret")) > 1:
        raise Refused("invalid_request", "authenticate in one way only")
    if headers:
        client_id, secret = _basic(headers[0])
        proof = Proof("secret", _spelling(client_id), secret)
    elif asserted:
        if form.get("client_assertion_type") != assertions.TYPE:
            raise Refused("invalid_request", f"client_assertion_type is {assertions.TYPE}")
        assertion = form.need("client_assertion")
        proof = Proof("assertion", _spelling(assertions.subject_of(assertion)), assertion)
    elif form.get("client_secret"):
        return Proof("secret", _spelling(form.get("client_id")), form.get("client_secret"))
    else:
        return Proof("none", _spelling(form.get("client_id")))
    if form.get("client_id") and _spelling(form.get("client_id")) != proof.client_id:
        raise Refused("invalid_request", "client_id is not the one you authenticate as")
    return proof


async def _check(request: Request, proof: Proof, found: dict[str, Any] | None, now: datetime) -> Client:
    """The client that proved itself. Whatever is wrong with it, the same is done. Raises `Unacceptable`."""
    state = request.app.state
    secret_id, proven = None, None
    if proof.kind == "secret":
        place = which_secret(proof.text, found["hashes"] if found else [])
        if place is None or found is None:
            raise assertions.Unacceptable("secret")
        secret_id = found["secret_ids"][place]
    else:
        issuer = state.settings.issuer
        audiences = [issuer, f"{issuer}/oauth/token"]
        proven = assertions.verify(proof.text, found["public_keys"] if found else [], proof.client_id, audiences, now)
    if found is None or not found["live"]:
        raise assertions.Unacceptable("ended")
    if found["networks"] and not is_within(request.scope.get("client"), found["networks"]):
        raise assertions.Unacceptable("network")
    if proven and not await repository.use_assertion(
        state.db, found["district_id"], found["id"], proven.jti, proven.expires_at + assertions.LEEWAY
    ):
        raise assertions.Unacceptable("replayed")
    return Client(
        **{name: found[name] for name in SAME},
        networks=tuple(found["networks"]),
        secret_id=secret_id,
        kid=proven and proven.kid,
    )


async def hold(ctx: Context, client: Client) -> Client:
    """The machine client as it stands, kept so until the end of this work. Raises `Refused`.

    A token is signed while the row is held: ending the client's access falls before, and there is no token, or after, and the
    token is older than the end.
    """
    row = await hold_client(ctx, client.id)
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= ctx.now):
        raise stranger()
    ends = [row.expires_at]
    if client.secret_id is not None:
        secret = await find_live_secret(ctx, client.secret_id)
        if secret is None:
            raise stranger()
        ends.append(secret.expires_at)
    if client.kid is not None and client.kid not in [key["kid"] for key in row.public_keys]:
        raise stranger()
    held = {name: getattr(row, name) for name in SAME}
    held["expires_at"] = min((end for end in ends if end is not None), default=None)
    return replace(client, **held, networks=tuple(row.networks), for_setup=row.for_setup)


def _basic(header: str) -> tuple[str, str]:
    kind, _, credentials = header.partition(" ")
    if kind.lower() != "basic":
        raise Refused("invalid_client", "authenticate with HTTP Basic", 401)
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        raise Refused("invalid_client", "the Basic credentials cannot be read", 401) from None
    return unquote_plus(client_id), unquote_plus(secret)


def _spelling(client_id: str) -> str:
    """An id can be written in several ways: failures of all of them are one client's."""
    return str(known) if (known := _uuid(client_id)) else client_id


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
