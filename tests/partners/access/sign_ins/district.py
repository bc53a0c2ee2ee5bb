"""A district whose people sign in at the real provider, and their browsers."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx

from deploy.local.browser import Browser
from deploy.local.provider import Provider
from services.partners.access.identity_providers.rules import redirect_path
from services.partners.access.sign_ins.rules import challenge_of
from shared.principal import Principal
from shared.testing.calls import Service
from shared.testing.databases import PATIENCE
from tests.partners.factories import set_up

BACK = "http://127.0.0.1:9/signed-in"
ORIGIN = "http://127.0.0.1:9"
AFTER = "http://127.0.0.1:9/bye"
SCOPES = ["directory:read", "tasks:read", "tasks:write", "access:read"]


@dataclass
class District:
    """The district's ids; `admin` is its administration's client."""

    partners: Service
    door: Service
    provider: Provider
    id: UUID
    admin: httpx.AsyncClient
    provider_id: str = ""
    application: str = ""
    ada: str = ""

    @property
    def address(self) -> str:
        """Where partners is."""
        return self.door.settings.issuer

    async def sql(self, query: str, *arguments: Any) -> list[Any]:
        """Past row security."""
        return await self.door.sql(query, *arguments)


async def connected(
    partners: Service, door: Service, provider: Provider, district_id: UUID, **application: Any
) -> District:
    """A district with the real provider, a rule for principals, Ada on the roster, and one front end."""
    await set_up(partners, district_id)
    district = District(partners, door, provider, district_id, partners.machine(district_id))
    district.provider_id = await register(district)
    school = await made(district, "/v1/schools", {"name": "Oak", "local_code": "1"})
    district.ada = await made(district, "/v1/staff", {"given_name": "Ada", "family_name": "B", "source_id": "T-1"})
    await made(district, "/v1/staff", {"given_name": "Lin", "family_name": "B", "source_id": "T-3"})
    rule = {
        "position": 1,
        "when": [{"claim": "groups", "operator": "contains", "values": ["principals"]}],
        "role": "principal",
        "school": {"school_id": school},
    }
    await made(district, "/v1/claim-rules", rule)
    district.application = await registered(district, **application)
    return district


async def register(district: District, **facts: Any) -> str:
    """One more provider registration, with a client of its own at the provider."""
    client = district.provider.register(
        redirect_uris=[f"{district.address}{redirect_path(district.provider.issuer)}"],
        post_logout_redirect_uris=[f"{district.address}/oauth/signed-out"],
        grant_types=["authorization_code"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_basic",
    )
    wish = {
        **{"name": "Oak sign-on", "kind": "other", "issuer": district.provider.issuer},
        **{"client_id": client["client_id"], "client_secret": client["client_secret"]},
        **{"client_authentication": "client_secret_basic", "scopes": ["openid", "email"]},
        "link_by": [{"claim": "employee_number", "matches": "staff_source_id"}],
        **facts,
    }
    return await made(district, "/v1/identity-providers", wish)


async def registered(district: District, **facts: Any) -> str:
    """A front end."""
    wish = {
        **{"name": "Plans", "redirect_uris": [BACK], "origins": [ORIGIN], "post_logout_redirect_uris": [AFTER]},
        **{"scopes": SCOPES, **facts},
    }
    reply = await district.admin.post("/v1/applications", json=wish)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["oauth_client_id"])


async def made(district: District, path: str, body: dict[str, Any]) -> str:
    """The id of something made."""
    reply = await district.admin.post(path, json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


@dataclass
class Person:
    """Somebody with a browser and a front end in it."""

    district: District
    client: httpx.AsyncClient
    browser: Browser
    verifier: str = ""

    def asked(self, **changes: str | None) -> str:
        """The address a front end sends its person to."""
        self.verifier = secrets.token_urlsafe(48)
        sent = {
            **{"response_type": "code", "client_id": self.district.application, "redirect_uri": BACK},
            **{"state": "s t&1", "code_challenge": challenge_of(self.verifier), "code_challenge_method": "S256"},
            **changes,
        }
        left = {name: value for name, value in sent.items() if value is not None}
        return f"{self.district.address}/oauth/authorize?{urlencode(left)}"

    async def sign_in(self, username: str = "ada", **changes: str | None) -> dict[str, str]:
        """All the way; returns what the front end is told."""
        await self.browser.open(self.asked(**changes))
        if self.browser.form is not None:
            await self.browser.fill_in(username=username)
        return self.told

    @property
    def told(self) -> dict[str, str]:
        """The parameters the front end got."""
        assert self.browser.address.startswith(BACK), self.browser.address
        return {name: values[0] for name, values in parse_qs(urlsplit(self.browser.address).query).items()}

    async def redeem(self, code: str, **changes: str) -> httpx.Response:
        """The front end turns its code into tokens."""
        return await self.token(
            grant_type="authorization_code", code=code, redirect_uri=BACK, **{"code_verifier": self.verifier, **changes}
        )

    async def refresh(self, token: str, **more: str) -> httpx.Response:
        """The front end refreshes."""
        return await self.token(grant_type="refresh_token", refresh_token=token, **more)

    async def token(self, **form: str) -> httpx.Response:
        """A call of the token endpoint by a public front end."""
        return await self.client.post(
            f"{self.district.address}/oauth/token", data={"client_id": self.district.application, **form}
        )

    async def signed_in(self, username: str = "ada", **changes: str | None) -> dict[str, Any]:
        """The tokens of a whole sign-in."""
        told = await self.sign_in(username, **changes)
        assert "code" in told, told
        reply = await self.redeem(told["code"])
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    async def who(self, access_token: str) -> Principal:
        """As whom every service takes the token."""
        principal: Principal = await self.district.door.app.state.verifier.principal(access_token)
        return principal


def somebody(district: District) -> Person:
    """A person with a fresh browser."""
    client = httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
    return Person(district, client, Browser(client, lambda address: address.startswith((BACK, AFTER))))
