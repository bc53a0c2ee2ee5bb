"""Issuing tokens, and publishing the keys they are checked with."""

from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from services.partners.clients.repository import find_credential
from services.partners.clients.rules import hash_secret, is_secret
from services.partners.districts.repository import get_district
from services.partners.roles.repository import held_by
from services.partners.staff.repository import get_staff
from services.partners.tokens import repository, rules
from services.partners.tokens.tables import SigningKeyRow
from shared import clock
from shared.db.engine import Database
from shared.ids import new_id
from shared.settings import Settings
from shared.web.work import work_for

NOBODY = hash_secret("")


class Refused(Exception):
    """A token request refused in the words of RFC 6749 §5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


async def issue(db: Database, settings: Settings, client_id: str, secret: str, wanted: list[str]) -> dict[str, Any]:
    """A token for a client's credentials, with the scopes it asked for or all it has. Raises `Refused`."""
    credential = await _credential(db, client_id, secret)
    beyond = sorted(set(wanted) - set(credential["scopes"]))
    if beyond:
        raise Refused("invalid_scope", f"this client does not have {' '.join(beyond)}")
    scopes = wanted or credential["scopes"]
    person_id, roles = await _person(db, settings, credential)
    now = clock.now()
    claims = rules.claims(
        issuer=settings.issuer,
        district_id=credential["district_id"],
        client_id=credential["id"],
        scopes=scopes,
        person_id=person_id,
        roles=roles,
        now=now,
        token_id=new_id(),
    )
    key = await _signing_key(db, settings)
    token = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key, algorithms=["ES256"])
    seconds = int(rules.LIFETIME.total_seconds())
    return {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(scopes)}


async def published_keys(db: Database, settings: Settings) -> dict[str, Any]:
    """The public keys as a JWK set; the first key is made when there is none."""
    await _signing_key(db, settings)
    async with repository.session(db) as session:
        return {"keys": [row.public_jwk for row in await repository.list_keys(session)]}


async def _credential(db: Database, client_id: str, secret: str) -> dict[str, Any]:
    try:
        found = await find_credential(db, UUID(client_id))
    except ValueError:
        found = None
    # An unknown client costs the same comparison as a wrong secret.
    right = is_secret(secret, found["secret_hash"] if found else NOBODY)
    if found is None or not right:
        raise Refused("invalid_client", "unknown client or wrong secret", 401)
    return found


async def _person(
    db: Database, settings: Settings, credential: dict[str, Any]
) -> tuple[UUID | None, list[dict[str, str | None]]]:
    if credential["staff_id"] is None:
        return None, []
    async with work_for(db, settings, credential["district_id"]) as ctx:
        staff = await get_staff(ctx, credential["staff_id"])
        if not staff.active:
            raise Refused("invalid_client", "the staff member it acts as is not active", 401)
        today = clock.day_in((await get_district(ctx)).timezone, ctx.now)
        held = await held_by(ctx, staff.id, today)
        return staff.id, [
            {"role": row.role, "school_id": str(row.school_id) if row.school_id else None} for row in held
        ]


async def _signing_key(db: Database, settings: Settings) -> ECKey:
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
