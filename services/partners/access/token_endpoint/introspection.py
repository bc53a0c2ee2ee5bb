"""What becomes of a token after it was issued: revocation (RFC 7009), introspection (RFC 7662)."""

from typing import Any

from fastapi import Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from starlette.datastructures import State

from services.partners.access.applications import repository as applications
from services.partners.access.sign_ins import repository as sign_ins
from services.partners.access.sign_ins.code_grant import find_public
from services.partners.access.sign_ins.rules import hash_of
from services.partners.access.tokens import rules
from services.partners.access.tokens.authenticating import Client, authenticate
from services.partners.access.tokens.forms import Form, Refused
from services.partners.access.tokens.keys import key_set
from services.partners.revocation.ended_access.service import end_access
from services.partners.revocation.sessions.service import end
from shared import clock
from shared.context.work import work_for
from shared.principal import Principal

INTROSPECT = "tokens:introspect"
SHOWN = ("scope", "client_id", "sub", "aud", "iss", "iat", "exp", "jti", "district_id", "roles", "auth_time", "sid")
SHOWN_IF_BOUND = ("schools", "networks", "party", "emergency_id", "emergency_school")


async def revoke(request: Request, form: Form) -> None:
    """End a token of the calling client, or with a refresh token its whole session; what is no live token is no error.

    Raises `Refused`.
    """
    client, state = await authenticate(request, form, find_public), request.app.state
    claims = await _claims(state, form.need("token"))
    if claims is None:
        await _revoke_refresh_token(state, client, form.need("token"))
        return
    if claims["client_id"] != str(client.id):
        raise Refused("unauthorized_client", "only the client a token was issued to revokes it")
    async with work_for(request.app.state.db, request.app.state.settings, client.district_id) as ctx:
        await end_access(ctx, "token", claims["jti"], "token_revoked")
        ctx.audit("revoke_token", rows={"client_id": client.id, "token_id": claims["jti"]})


async def _revoke_refresh_token(state: State, client: Client, token: str) -> None:
    application = await applications.find(state.db, client.id)
    async with work_for(state.db, state.settings, client.district_id) as ctx:
        row = await sign_ins.get_refresh_token(ctx, hash_of(token))
        if row is None:
            return
        session = await sign_ins.get_session(ctx, row.session_id)
        if session.client_id != client.id and (application is None or session.application_id != application.id):
            raise Refused("unauthorized_client", "only the client a token was issued to revokes it")
        await end(ctx, session.id, "token_revoked")
        ctx.audit("revoke_token", rows={"client_id": client.id, "session_id": session.id})


async def introspect(request: Request, form: Form) -> dict[str, Any]:
    """What a token of the caller's district says, if it is good anywhere now; never why it is not. Raises `Refused`."""
    client = await authenticate(request, form)
    if INTROSPECT not in client.scopes:
        raise Refused("insufficient_scope", f"this client lacks {INTROSPECT}", 403)
    claims = await _claims(request.app.state, form.need("token"))
    if claims is None:
        return await _of_refresh_token(request.app.state, client, form.need("token"))
    if claims["district_id"] != str(client.district_id):
        return {"active": False}
    if await request.app.state.verifier.ended.has_ended(Principal.of_claims(claims)):
        return {"active": False}
    said = {name: claims[name] for name in (*SHOWN, *SHOWN_IF_BOUND) if name in claims}
    return {"active": True, "token_type": "Bearer", **said}


async def _of_refresh_token(state: State, client: Client, token: str) -> dict[str, Any]:
    async with work_for(state.db, state.settings, client.district_id) as ctx:
        row = await sign_ins.get_refresh_token(ctx, hash_of(token))
        if row is None or row.used_at is not None:
            return {"active": False}
        session = await sign_ins.get_session(ctx, row.session_id)
        if session.ended_at is not None or session.idle_until <= ctx.now:
            return {"active": False}
        application = await sign_ins.application_of(ctx, session.application_id)
        holder = (application.client_id or application.id) if application is not None else session.client_id
        return {
            "active": True,
            "scope": " ".join(session.scopes),
            "client_id": str(holder),
            "sub": f"person:{session.staff_id}",
            "iss": state.settings.issuer,
            "iat": int(row.created_at.timestamp()),
            "exp": int(session.idle_until.timestamp()),
            "district_id": str(ctx.district_id),
            "sid": str(session.id),
        }


async def _claims(state: State, token: str) -> dict[str, Any] | None:
    """The claims of a live access token of ours, for whichever service; None for anything else."""
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("typ") != "at+jwt" or header.get("alg") != "ES256":
            return None
        claims = dict(jwt.decode(token, await key_set(state.db), algorithms=["ES256"]).claims)
        is_live = claims["iss"] == state.settings.issuer and claims["exp"] > clock.now().timestamp()
        Principal.of_claims(claims)
    except (JoseError, ValueError, TypeError, AttributeError, KeyError):
        return None
    return claims if is_live and rules.AUDIENCE in str(claims["aud"]) else None
