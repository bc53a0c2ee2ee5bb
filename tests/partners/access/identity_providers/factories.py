"""An issuer without a server: a registered provider whose keys are ours, tokens of any claims, and people to be."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from services.partners.access.identity_providers.id_tokens import verify_id_token
from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.identity_providers.tables import IdentityProviderRow
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.shared.misbehaving import misbehaving, says

ISSUER = "https://login.oak.example"
CLIENT = "throughline"
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"}, private=True)
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig", "alg": "ES256"}, private=True)
KEYS = [key.as_dict(private=False) for key in (RSA, EC)]
NOW = int(clock.now().timestamp())
READ_AT = datetime.fromtimestamp(NOW, UTC)


async def registered(partners: Service, district_id: UUID, **over: Any) -> UUID:
    """A provider as if it had been registered and read a moment ago."""
    row = {
        **{"id": new_id(), "district_id": district_id, "name": "Oak", "kind": "other", "issuer": ISSUER},
        **{"client_id": CLIENT, "client_authentication": "none", "sealed_secret": None, "public_jwk": None},
        **{"audiences": [], "email_domains": [], "required_claims": {}, "subject_claim": "sub", "link_by": []},
        **{"scopes": ["openid"], "algorithms": ["RS256", "ES256", "PS256"], "active": True, "jwks": KEYS},
        "discovery": {
            **{"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token"},
            "jwks_uri": f"{ISSUER}/jwks",
        },
        **{"fetched_at": READ_AT, "asked_at": READ_AT, "created_at": clock.now(), "updated_at": clock.now()},
        **{"created_by": "service:test", "updated_by": "service:test", "version": 1},
        **over,
    }
    packed = {
        name: json.dumps(value) if name in ("required_claims", "link_by", "jwks", "discovery", "public_jwk") else value
        for name, value in row.items()
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await partners.sql(f"insert into identity_providers ({', '.join(packed)}) values ({places})", *packed.values())
    return UUID(str(row["id"]))


def claims(**over: Any) -> dict[str, Any]:
    """Claims of somebody who signed in a moment ago; None leaves one out."""
    said = {"iss": ISSUER, "aud": CLIENT, "sub": "sub-ada", "iat": NOW, "exp": NOW + 300, **over}
    return {name: value for name, value in said.items() if value is not None}


def live(**over: Any) -> dict[str, Any]:
    """The same as of this very moment, for calls that go by the clock."""
    now = int(clock.now().timestamp())
    return claims(**{"iat": now, "exp": now + 300, **over})


def signed(sent: Any, key: Any = RSA, header: dict[str, Any] | None = None) -> str:
    """A token with any header and any payload at all; a header's None leaves a member out."""
    wanted = {"alg": "RS256", "kid": key.kid if hasattr(key, "kid") else "rsa", "typ": "JWT", **(header or {})}
    kept = {name: value for name, value in wanted.items() if value is not None}
    payload = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    registry = jws.JWSRegistry(algorithms=[str(kept["alg"])], strict_check_header=False)
    return jws.serialize_compact(kept, payload, key, registry=registry)


def by_hand(header: dict[str, Any], said: dict[str, Any], secret: bytes | None = None) -> str:
    """A token no library makes: unsigned, or signed with `secret` as HS256, HS384 or HS512."""
    parts = [_packed(json.dumps(part).encode()) for part in (header, said)]
    if secret is None:
        return ".".join([*parts, ""])
    digest = f"sha{header['alg'][2:]}"
    return ".".join([*parts, _packed(hmac.digest(secret, ".".join(parts).encode(), digest))])


def _packed(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


async def verified(
    partners: Service, district_id: UUID, provider_id: UUID, token: str, *, at: int | None = NOW, **how: Any
) -> dict[str, Any]:
    """What verifying says at a moment; None is now."""
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        provider: IdentityProviderRow = await get_provider(ctx, provider_id)
    now = ctx.now if at is None else datetime.fromtimestamp(at, UTC)
    return await verify_id_token(partners.app.state.db, partners.settings, provider, token, now, **how)


async def aged(partners: Service, provider_id: UUID, hours: float) -> None:
    """Its keys were read so long ago."""
    await partners.sql(
        """update identity_providers set fetched_at = fetched_at - $2 * interval '1 hour',
        asked_at = asked_at - $2 * interval '1 hour' where id = $1""",
        provider_id,
        hours,
    )


async def asked_at(partners: Service, provider_id: UUID) -> datetime:
    """When its issuer was last asked."""
    found = await partners.sql("select asked_at from identity_providers where id = $1", provider_id)
    return datetime.fromisoformat(str(found[0]["asked_at"]))


SECRET = "provider-secret-for-tests"


def wish(issuer: str, /, **over: Any) -> dict[str, Any]:
    return {
        **{"name": "Oak", "kind": "other", "issuer": issuer, "client_id": "throughline"},
        **{"client_authentication": "client_secret_basic", "client_secret": SECRET, **over},
    }


def document(port: int, **over: Any) -> dict[str, Any]:
    issuer = f"http://127.0.0.1:{port}"
    return {
        **{"issuer": issuer, "authorization_endpoint": f"{issuer}/auth", "token_endpoint": f"{issuer}/token"},
        **{"jwks_uri": f"{issuer}/jwks", "id_token_signing_alg_values_supported": ["RS256"], **over},
    }


def issuer(over: dict[str, Any], keys: list[Any]) -> Any:
    """An issuer that describes itself, and is then asked for its keys: one answer after the other."""
    asked: list[int] = []

    async def reply(writer: Any) -> None:
        port = writer.get_extra_info("sockname")[1]
        asked.append(port)
        said = document(port, **over) if len(asked) % 2 else {"keys": keys}
        await says(json.dumps(said).encode())(writer)

    return misbehaving(reply)
