"""The authorization server does what it says of itself (RFC 8414), all of it."""

from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from services.partners.access.tokens.assertions import TYPE
from shared.testing.calls import ISSUER, Service
from tests.partners.access.sign_ins.factories import application
from tests.partners.machines import assertion, made, public

#: The private key an algorithm is tried with.
SIGNERS: dict[str, Any] = {
    "ES256": lambda: ECKey.generate_key("P-256", private=True),
    "ES384": lambda: ECKey.generate_key("P-384", private=True),
    "RS256": lambda: RSAKey.generate_key(2048, private=True),
    "PS256": lambda: RSAKey.generate_key(2048, private=True),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", private=True),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519", private=True),
}


async def said(partners: Service) -> dict[str, Any]:
    """The metadata document."""
    return dict((await partners.caller().get("/.well-known/oauth-authorization-server")).json())


async def test_every_endpoint_named_is_there(partners: Service) -> None:
    found = await said(partners)
    assert found["issuer"] == ISSUER
    addresses = [value for name, value in found.items() if name.endswith(("_endpoint", "_uri"))]
    named = {name for name in found if name.endswith(("_endpoint", "_uri"))}
    assert named == {
        *("authorization_endpoint", "token_endpoint", "revocation_endpoint", "introspection_endpoint"),
        *("end_session_endpoint", "jwks_uri"),
    }
    for address in addresses:
        path = address.removeprefix(ISSUER)
        statuses = {(await partners.caller().request(method, path)).status_code for method in ("GET", "POST")}
        assert 404 not in statuses, address


async def test_what_a_front_end_asks_for_is_said(partners: Service) -> None:
    found = await said(partners)
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert (found["response_types_supported"], found["response_modes_supported"]) == (["code"], ["query"])
    for fact in ("authorization_response_iss_parameter", "backchannel_logout", "backchannel_logout_session"):
        assert found[f"{fact}_supported"] is True


async def test_every_grant_named_is_known(partners: Service) -> None:
    grants = (await said(partners))["grant_types_supported"]
    assert len(grants) >= 3
    for grant in grants:
        reply = await partners.caller().post("/oauth/token", data={"grant_type": grant})
        assert reply.json()["error"] != "unsupported_grant_type"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("endpoint", ["token", "revocation", "introspection"])
async def test_every_way_to_authenticate_works(partners: Service, district_id: UUID, endpoint: str) -> None:
    found = await said(partners)
    path = found[f"{endpoint}_endpoint"].removeprefix(ISSUER)
    caller = partners.machine(district_id, "clients:write", "tokens:introspect")

    async def client(**wish: Any) -> dict[str, Any]:
        made = await caller.post("/v1/clients", json={"name": "x", "scopes": ["tokens:introspect"], **wish})
        return dict(made.json())

    form = {"grant_type": "client_credentials", "token": "x"}
    for method in found[f"{endpoint}_endpoint_auth_methods_supported"]:
        if method == "private_key_jwt":
            for algorithm in found[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]:
                key = SIGNERS[algorithm]()
                one = await client(public_keys=[public(key)])
                signed = assertion(one["id"], key, algorithm=algorithm)
                sent = {**form, "client_assertion_type": TYPE, "client_assertion": signed}
                assert (await partners.caller().post(path, data=sent)).status_code == 200, algorithm
        elif method == "client_secret_basic":
            one = await client()
            reply = await partners.caller().post(path, data=form, auth=(one["id"], one["secret"]))
            assert reply.status_code == 200
        elif method == "none":
            # Let in, and then refused for what it brings: a stranger is told invalid_client.
            sent = {"client_id": str(await application(partners, district_id)), "token": "x"}
            sent |= {"grant_type": "refresh_token", "refresh_token": "x"}
            reply = await partners.caller().post(path, data=sent)
            assert reply.status_code == 200 or reply.json()["error"] == "invalid_grant"
        else:
            assert method == "client_secret_post"
            one = await client()
            sent = {**form, "client_id": one["id"], "client_secret": one["secret"]}
            assert (await partners.caller().post(path, data=sent)).status_code == 200


@pytest.mark.parametrize(
    ("resources", "bound", "audience"),
    [
        ([], None, "throughline"),
        (["scheduling"], None, ["throughline:scheduling"]),
        (["scheduling", "assessment", "scheduling"], None, ["throughline:scheduling", "throughline:assessment"]),
        ([], ["assessment"], ["throughline:assessment"]),
        (["assessment"], ["assessment", "scheduling"], ["throughline:assessment"]),
        (["partners"], ["assessment"], None),
        (["payroll"], None, None),
        (["scheduling", "payroll"], None, None),
    ],
)
async def test_a_token_is_for_the_services_asked_for(
    partners: Service, district_id: UUID, resources: list[str], bound: list[str] | None, audience: Any
) -> None:
    client = await made(partners, district_id, services=bound)
    form = {"grant_type": "client_credentials", "resource": [f"urn:throughline:service:{name}" for name in resources]}
    reply = await partners.caller().post("/oauth/token", data=form, auth=(client["id"], client["secret"]))
    if audience is None:
        assert (reply.status_code, reply.json()["error"]) == (400, "invalid_target")
    else:
        keys = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
        claims = jwt.decode(reply.json()["access_token"], keys, algorithms=["ES256"]).claims
        assert claims["aud"] == audience


async def test_a_resource_that_is_no_service_of_ours_is_refused(partners: Service, district_id: UUID) -> None:
    client = await made(partners, district_id)
    for resource in ("https://scheduling.example", "scheduling", "urn:throughline:service:"):
        form = {"grant_type": "client_credentials", "resource": resource}
        reply = await partners.caller().post("/oauth/token", data=form, auth=(client["id"], client["secret"]))
        assert (reply.status_code, reply.json()["error"]) == (400, "invalid_target")
