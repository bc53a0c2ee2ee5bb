"""Signing access tokens, and the keys they are signed with."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from services.partners.tokens import repository, rules
from services.partners.tokens.tables import SigningKeyRow
from shared import clock
from shared.db.engine import Database
from shared.ids import new_id
from shared.settings import Settings


class Issued(NamedTuple):
    """An access token; how many seconds it lives; its id (`jti`)."""

    token: str
    expires_in: int
    jti: UUID


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
    emergency: UUID | None = None,
) -> Issued:
    """Sign a token (RFC 9068) for `subject` (`person:…` or `client:…`) with the newest key.

    `client_id` is the credential or front-end application used; `party` is {id, basis}; claims that say nothing are left out.
    """
    now, jti = clock.now(), new_id()
    optional = {
        "sid": session_id and str(session_id),
        "auth_time": auth_time and int(auth_time.timestamp()),
        "schools": None if schools is None else [str(school) for school in schools],
        "networks": list(networks) or None,
        "party": party,
        "emergency_id": emergency and str(emergency),
    }
    claims = {
        "iss": settings.issuer,
        "aud": audience,
        "sub": subject,
        "client_id": str(client_id),
        "district_id": str(district_id),
        "scope": " ".join(scopes),
        "roles": roles,
        "iat": int(now.timestamp()),
        "exp": int((now + rules.LIFETIME).timestamp()),
        "jti": str(jti),
        **{name: value for name, value in optional.items() if value is not None},
    }
    key = await signing_key(db, settings)
    token = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key, algorithms=["ES256"])
    return Issued(token, int(rules.LIFETIME.total_seconds()), jti)


async def published_keys(db: Database, settings: Settings) -> dict[str, Any]:
    """The public keys as a JWK set; the first key is made when there is none."""
    await signing_key(db, settings)
    async with repository.session(db) as session:
        return {"keys": [row.public_jwk for row in await repository.list_keys(session)]}


async def signing_key(db: Database, settings: Settings) -> ECKey:
    """The newest key; the first is made when it is asked for."""
    if not settings.secret_key:
        raise RuntimeError("SECRET_KEY is not set")
    async with repository.session(db) as session, session.begin():
        rows = await repository.list_keys(session)
        if not rows:
            await repository.lock_keys(session)
            rows = await repository.list_keys(session)
        if rows:
            return ECKey.import_key(rules.unseal(rows[0].sealed_private_jwk, settings.secret_key))
        key = rules.new_key()
        session.add(
            SigningKeyRow(
                kid=key.kid,
                public_jwk=key.as_dict(private=False),
                sealed_private_jwk=rules.seal(key.as_dict(private=True), settings.secret_key),
                created_at=clock.now(),
            )
        )
        return key
