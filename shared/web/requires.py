"""`requires("plans:read")`: the only door to a `Context`, and so to data."""

import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import Depends, Request
from starlette.types import Scope

from shared import clock
from shared.audit import recording
from shared.audit.tables import Outcome
from shared.audit.trail import sent
from shared.auth.networks import is_within
from shared.auth.scopes import what_it_opens
from shared.context.context import Context
from shared.context.preconditions import Precondition
from shared.errors import (
    AddressRefused,
    KeyRefused,
    Refusal,
    ScopeMissing,
    TokenInvalid,
    TokenMissing,
    TooManyCalls,
    UnsupportedMediaType,
)
from shared.logging import bind
from shared.principal import Principal
from shared.texts.words import Words
from shared.web import idempotency, limits

JSON_TYPES = {
    "POST": ("application/json",),
    "PUT": ("application/json",),
    "PATCH": ("application/merge-patch+json", "application/json"),
}

#: What `requires` is told where any valid token may come in: what its caller hears is of themselves.
ANY_SCOPE = ""

#: What a browser makes of a form.
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
#: What pydantic takes for `true` in a query.
TRUE = ("true", "1", "yes", "on", "t", "y")


class Bearer(NamedTuple):
    """Bearer tokens of another kind than ours, known by how they begin; `who` says whose one is, and counts the wrong ones."""

    prefix: str
    who: Callable[[Scope, str], Awaitable[Principal]]


def requires(
    scope: str,
    *,
    upload: bool = False,
    most: str = "max_upload_bytes",
    keyed: bool = True,
    media_type: str | None = None,
    bearer: Bearer | None = None,
    versioned: bool = True,
) -> Any:
    """A context for callers whose token holds `scope`; commits before the reply leaves, rolls back on any refusal.

    With `upload` the body is a stream the route reads itself, no longer than the setting `most` says; the route then claims
    the Idempotency-Key with the digest.
    Without `keyed` the call refuses an Idempotency-Key, because its reply must not be kept.
    `media_type` is one more the body may have; `bearer` tells who sends tokens of a kind only these calls take.
    Without `versioned` a PATCH is held against no version.
    """

    async def context(request: Request) -> AsyncIterator[Context]:
        ctx = await open_context(request.scope, request.headers.get("authorization", ""), scope, bearer)
        precondition = ctx.precondition = _precondition(request)
        if _is_trial(request):
            ctx.audit_trial()
        try:
            if not keyed:
                _refuse_key(request)
            if upload:
                _refuse_form(request)
            else:
                await _check_body(request, media_type)
                if request.method == "POST":
                    await idempotency.claim(ctx, request, hashlib.sha256(await request.body()).hexdigest())
            try:
                yield ctx
            except Refusal as refusal:
                precondition.check_instead_of(refusal)
                raise
            precondition.check()
            request.app.state.locations.add(request.scope["route"], request.path_params, ctx.answer)
            # The route has taken what the path names: now it is a code of ours, too.
            ctx.trail.path = request.path_params
            ctx.trail.is_kept |= request.method != "GET"
            if ctx.trail.is_kept:
                await ctx.finish()
        except idempotency.Replayed:
            await ctx.close()
            ctx.trail.path = request.path_params
            await recording.write(ctx.db, ctx.district_id, [ctx.trail.of_request((), Outcome.REPLAYED)])
            raise
        finally:
            await ctx.close()

    context.scope_needed = scope  # type: ignore[attr-defined]
    context.asks_version = versioned  # type: ignore[attr-defined]
    context.upload_limit = most if upload else None  # type: ignore[attr-defined]
    context.takes_key = keyed  # type: ignore[attr-defined]
    context.is_plain = keyed and not (upload or bearer or media_type)  # type: ignore[attr-defined]
    return Depends(context, scope="function")


def _refuse_key(request: Request) -> None:
    if "idempotency-key" in request.headers:
        raise KeyRefused(
            Words(
                "Send it without one; if the reply got lost, revoke what was made and make another.",
                es="Envíelo sin ella; si la respuesta se perdió, revoque lo que se creó y cree otro.",
            )
        )


async def open_context(http: Scope, authorization: str, scope: str, bearer: Bearer | None = None) -> Context:
    """Who calls, and may they come in? Raises `TokenMissing`, `TokenInvalid`, `ScopeMissing`."""
    state = http["app"].state
    principal = http["principal"] = await _principal(http, authorization, bearer)
    if principal.networks and not is_within(http.get("client"), principal.networks):
        raise AddressRefused(
            Words(
                "Its client is bound to networks; call from one of them.",
                es="Su cliente está limitado a ciertas redes; llame desde una de ellas.",
            )
        )
    limits.count(http, principal, time.monotonic())
    check_scope(principal, scope)
    bind(district_id=str(principal.district_id), actor=principal.actor)
    ctx = Context(state.db, state.settings, principal, now=clock.now(), correlation_id=http["correlation_id"])
    route = http["route"]
    ctx.trail.action, ctx.trail.path = route.name, sent(route, http.get("path_params", {}))
    if "ticket" in http:
        ctx.note("by a ticket of theirs")
    return ctx


def check_scope(principal: Principal, scope: str) -> None:
    """Raises `ScopeMissing` unless the caller's token holds it."""
    if scope != ANY_SCOPE and scope not in principal.scopes:
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        raise ScopeMissing(_lacking(scope), diagnosis=f"It needs {scope}.", headers={"WWW-Authenticate": challenge})


def _lacking(scope: str) -> Words:
    """What the caller lacks, in words."""
    return Words(
        f"Your roles do not include this: “{what_it_opens(scope, 'en')}” Ask an administrator of your district.",
        es=f"Sus roles no incluyen esto: «{what_it_opens(scope, 'es')}» Consulte a quien administra su distrito.",
    )


async def _principal(http: Scope, authorization: str, bearer: Bearer | None) -> Principal:
    """The caller. Addresses that send many tokens that are none have to wait: each costs a check of its signature.

    A token that was checked before costs none and passes: else one laptop would shut out the school behind its address.
    """
    state, now, address = http["app"].state, time.monotonic(), (http.get("client") or ("",))[0]
    token = bearer_token(authorization)
    if bearer and token.startswith(bearer.prefix):
        return await bearer.who(http, token)
    if (seconds := state.failed_tokens.wait(address, now)) and not state.verifier.knows(token):
        raise TooManyCalls(
            Words("Too many access tokens that are not valid.", es="Demasiados tokens de acceso que no son válidos."),
            headers={"Retry-After": str(seconds)},
        )
    try:
        principal: Principal = await state.verifier.principal(token)
    except TokenInvalid:
        state.failed_tokens.wrong(address, now)
        raise
    return principal


def _is_trial(request: Request) -> bool:
    """Does this call change nothing? Only where the route itself knows `validate_only`: elsewhere the word is ignored, and
    must not make the audit say that nothing was done.
    """
    if request.query_params.get("validate_only", "").lower() not in TRUE:
        return False
    known = request.scope["route"].dependant.query_params
    return any("validate_only" in (one.alias, *getattr(one.field_info.annotation, "model_fields", ())) for one in known)


def _precondition(request: Request) -> Precondition:
    """What a change is held against; a reading is against what the caller has (`shared/web/conditional.py`)."""
    if request.method == "GET":
        return Precondition(named=_named(request))
    return Precondition(request.headers.get("if-match"), _named(request), request.headers.get("if-none-match"))


def _named(request: Request) -> UUID | None:
    """The id of the row a path names last; None when what it names last is something else."""
    last = next(reversed(request.path_params.values()), None)
    try:
        return UUID(str(last))
    except ValueError:
        return None


def public(*, counted: bool = False) -> Any:
    """Marks a route that needs no token; every such route is listed in a test. With `counted` each address has a limit."""

    async def nobody(request: Request) -> None:
        if counted:
            limits.count_address(request.scope, time.monotonic())

    nobody.scope_needed = None  # type: ignore[attr-defined]
    nobody.is_counted = counted  # type: ignore[attr-defined]
    return Depends(nobody)


def scope_needed(call: Callable[..., Any] | None) -> tuple[bool, str | None]:
    """(is it one of our doors, the scope it asks for)."""
    return hasattr(call, "scope_needed"), getattr(call, "scope_needed", None)


def is_counted(call: Callable[..., Any] | None) -> bool:
    """Is every call through this door counted, and told what is left? Those that come in with a token always are."""
    return getattr(call, "is_counted", scope_needed(call)[1] is not None)


def plain_scope(call: Callable[..., Any] | None) -> str | None:
    """The scope a door of ours asks for, if it asks for nothing else: no upload, no other tokens, no keys refused."""
    return scope_needed(call)[1] if getattr(call, "is_plain", False) else None


def upload_limit(call: Callable[..., Any] | None) -> str | None:
    """The setting that limits the body, if this is the door of a route whose body is an upload."""
    return getattr(call, "upload_limit", None)


def takes_key(call: Callable[..., Any] | None) -> bool:
    """May a POST through this door carry an Idempotency-Key?"""
    return getattr(call, "takes_key", True)


def asks_version(call: Callable[..., Any] | None) -> bool:
    """Is a PATCH through this door held against the version its caller read?"""
    return getattr(call, "asks_version", True)


def bearer_token(authorization: str) -> str:
    """The token a caller sends. Raises `TokenMissing`."""
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TokenMissing(
            Words("Send Authorization: Bearer <token>.", es="Envíe Authorization: Bearer <token>."),
            headers={"WWW-Authenticate": "Bearer"},
        )
    return token.strip()


def _refuse_form(request: Request) -> None:
    """Browsers wrap a file in a form unless told otherwise; the bytes of the form are no file."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent in FORMS:
        raise UnsupportedMediaType(
            Words(
                "Send the file's bytes as the body, not in a form: `fetch(url, {body: file})`.",
                es="Envíe los bytes del archivo como cuerpo, no en un formulario: `fetch(url, {body: file})`.",
            )
        )


async def _check_body(request: Request, media_type: str | None) -> None:
    accepted = JSON_TYPES.get(request.method)
    if accepted is None or not await request.body():
        return
    if media_type:
        accepted = (media_type, *accepted)
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in accepted:
        raise UnsupportedMediaType(Words(f"Send {' or '.join(accepted)}.", es=f"Envíe {' o '.join(accepted)}."))
