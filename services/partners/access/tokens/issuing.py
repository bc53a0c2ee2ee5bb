"""Signing access tokens."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from joserfc import jwt

from services.partners.access.tokens import rules
from services.partners.access.tokens.keys import signing_key
from services.partners.privacy.emergency_access.rules import Emergency
from shared import clock
from shared.context.context import Context
from shared.db.engine import Database
from shared.ids import new_id
from shared.settings import Settings


class Issued(NamedTuple):
    """An access token; how many seconds it lives; its id (`jti`)."""

    token: str
    expires_in: int
    jti: UUID

    def reply(self, scopes: list[str]) -> dict[str, Any]:
        """What the token endpoint answers (RFC 6749 §5.1)."""
        known = {"access_token": self.token, "token_type": "Bearer", "expires_in": self.expires_in}
        return {**known, "scope": " ".join(scopes)}


async def midnight(ctx: Context) -> datetime:
    """When the district's day is over, and with it whatever ends by its date today: roles, covers, agreements."""
    return clock.end_of(await ctx.zone(), await ctx.today())


async def access_token(
    db: Database,
    settings: Settings,
    *,
    subject: str,
    client_id: UUID,
    district_id: UUID,
    scopes: list[str],
    roles: list[dict[str, str | None]],
    audience: str | list[str] = rules.AUDIENCE,
    session_id: UUID | None = None,
    auth_time: datetime | None = None,
    schools: list[UUID] | None = None,
    networks: list[str] | tuple[str, ...] = (),
    party: dict[str, str] | None = None,
    emergency: Emergency | None = None,
    ends: Iterable[datetime | None] = (),
    sets_up: bool = False,
) -> Issued:
    """Sign a token (RFC 9068) for `subject` (`person:…` or `client:…`) with the newest key.

    `client_id` is the credential or front-end application used; `party` is {id, basis}; `sets_up`
    says that the operator made the client to set the district up; claims that say nothing are left out.
    It lives ten minutes, but outlives none of `ends`, nor the emergency access it carries.
    """
    now, jti = clock.now(), new_id()
    ends_at = min([now + rules.LIFETIME, *(end for end in (*ends, emergency and emergency.until) if end)])
    optional = {
        "sid": session_id and str(session_id),
        "auth_time": auth_time and int(auth_time.timestamp()),
        "schools": None if schools is None else [str(school) for school in schools],
        "networks": list(networks) or None,
        "party": party,
        "emergency_id": emergency and str(emergency.id),
        "sets_up": sets_up or None,
        "emergency_school": emergency and emergency.school_id and str(emergency.school_id),
    }
    claims: dict[str, Any] = {
        "iss": settings.issuer,
        "aud": audience,
        "sub": subject,
        "client_id": str(client_id),
        "district_id": str(district_id),
        "scope": " ".join(scopes),
        "roles": roles,
        "iat": int(now.timestamp()),
        "exp": int(ends_at.timestamp()),
        "jti": str(jti),
        **{name: value for name, value in optional.items() if value is not None},
    }
    key = await signing_key(db, settings)
    token = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key, algorithms=["ES256"])
    return Issued(token, claims["exp"] - claims["iat"], jti)
