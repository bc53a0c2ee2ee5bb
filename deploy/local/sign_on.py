"""How the demonstration's people sign in: by token exchange (Python only), or with a browser at a real provider."""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from deploy.local.browser import Browser
from deploy.local.callers import Caller, Refused, token_of
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from services.partners.access.identity_providers.rules import redirect_path
from shared.testing.processes import PATIENCE, free_port

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105  a type's name
FRONT_END = "http://127.0.0.1:1/signed-in"
GROUPS = "groups"


@dataclass(frozen=True)
class Member:
    """Somebody as the district's identity provider knows them."""

    staff_id: str
    sourced_id: str
    groups: tuple[str, ...] = ()

    def claims(self) -> dict[str, Any]:
        """What its tokens say of them: a subject of its own, and the id the roster has."""
        return {"sub": f"idp|{self.sourced_id}", "sourced_id": self.sourced_id, GROUPS: list(self.groups)}


class SignOn(Protocol):
    """A way people get tokens. `kind` says it in words."""

    kind: str

    def connect(self, admin: Caller, members: Iterable[Member], scopes: list[str]) -> dict[str, Any]:
        """Register the provider and what signs in by it; returns the identity provider as partners has it."""

    def proof(self, member: Member) -> str:
        """An ID token of somebody."""

    def bearer(self, member: Member) -> str:
        """A live access token. Raises `Refused`."""

    def stop(self) -> None:
        """End what was started."""


class Person(Caller):
    """A staff member who signs in at the district's identity provider."""

    def __init__(self, stack: Stack, sign_on: SignOn, member: Member) -> None:
        super().__init__(stack, "", "", member.staff_id)
        self.sign_on, self.member = sign_on, member

    def bearer(self) -> str:
        """A live token."""
        self.token = self.token or self.sign_on.bearer(self.member)
        return self.token


def registration(issuer: str, client_id: str, authentication: str, secret: str | None) -> dict[str, Any]:
    """What district IT sends to have its provider trusted: people are found by the id the roster has."""
    return {
        **{"name": "District sign-on", "kind": "other", "issuer": issuer, "client_id": client_id},
        **{"client_authentication": authentication, "client_secret": secret, "algorithms": ["ES256", "RS256"]},
        "link_by": [{"claim": "sourced_id", "matches": "staff_source_id"}],
    }


@dataclass
class Exchanging:
    """A front end's back end holds ID tokens of its users and exchanges them (RFC 8693)."""

    stack: Stack
    provider: Issuer = field(default_factory=Issuer)
    kind: str = "token exchange"

    @classmethod
    def at(cls, stack: Stack, port: int) -> "Exchanging":
        """With a provider at a port that is known beforehand."""
        return cls(stack, Issuer(port))

    def connect(self, admin: Caller, members: Iterable[Member], scopes: list[str]) -> dict[str, Any]:
        """Register the provider and the back end."""
        registered = admin.post(
            "partners", "/v1/identity-providers", registration(self.issuer, "front-end", "none", None)
        )
        wish = {"name": "The front end's back end", "scopes": scopes, "may_exchange": True}
        made = admin.post("partners", "/v1/clients", wish)
        self.back_end = Caller(self.stack, made["id"], made["secret"], "back end")
        return dict(registered)

    @property
    def issuer(self) -> str:
        """The provider's `iss`."""
        return self.provider.issuer

    def proof(self, member: Member) -> str:
        """An ID token of somebody."""
        return self.provider.id_token("front-end", **member.claims())

    def bearer(self, member: Member) -> str:
        """Exchange an ID token."""
        form = {"grant_type": EXCHANGE, "subject_token": self.proof(member), "subject_token_type": ID_TOKEN}
        return str(token_of(self.stack, form, (self.back_end.client_id, self.back_end.secret))["access_token"])

    def stop(self) -> None:
        """End the provider."""
        self.provider.stop()


class Browsing:
    """Everybody signs in with a browser at a real provider: authorisation code with PKCE, then refresh tokens."""

    kind = "authorisation code with PKCE, in a browser"

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.refresh_tokens: dict[str, str] = {}
        self.provider: Any = None

    @property
    def issuer(self) -> str:
        """The provider's `iss`."""
        return str(self.provider.issuer)

    def connect(self, admin: Caller, members: Iterable[Member], scopes: list[str]) -> dict[str, Any]:
        """Start the provider with these people, register it, and a front end."""
        from deploy.local.provider import Provider

        secret, port = secrets.token_urlsafe(24), free_port()
        callback = f"{self.stack.url('partners')}{redirect_path(f'http://127.0.0.1:{port}')}"
        client = {"client_id": "throughline", "client_secret": secret, "redirect_uris": [callback]}
        users = [{"username": member.sourced_id, **member.claims()} for member in members]
        self.provider = Provider.start(self.stack.folder, users=users, clients=[client], port=port)
        registered = admin.post(
            "partners",
            "/v1/identity-providers",
            registration(self.issuer, "throughline", "client_secret_basic", secret),
        )
        wish = {"name": "The district's front end", "redirect_uris": [FRONT_END], "scopes": scopes}
        self.application = admin.post("partners", "/v1/applications", wish)["oauth_client_id"]
        return dict(registered)

    def proof(self, member: Member) -> str:
        """There is none to show: the provider hands its ID tokens to partners alone."""
        return ""

    def bearer(self, member: Member) -> str:
        """Refresh the session there is; without one, or when it has ended, sign in."""
        if refresh_token := self.refresh_tokens.pop(member.staff_id, None):
            form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
            try:
                return self._kept(member, self._token(form))
            except Refused:
                pass
        verifier = secrets.token_urlsafe(48)
        code = asyncio.run(self._sign_in(member, verifier))
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": FRONT_END, "code_verifier": verifier}
        return self._kept(member, self._token(form))

    def stop(self) -> None:
        """End the provider."""
        if self.provider is not None:
            self.provider.stop()

    def _token(self, form: Mapping[str, str]) -> dict[str, Any]:
        return token_of(self.stack, {**form, "client_id": self.application})

    def _kept(self, member: Member, reply: dict[str, Any]) -> str:
        self.refresh_tokens[member.staff_id] = reply["refresh_token"]
        return str(reply["access_token"])

    async def _sign_in(self, member: Member, verifier: str) -> str:
        """Through the provider's form and back to the front end; returns the code it is sent back with."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        state = secrets.token_urlsafe(16)
        asked = {
            **{"response_type": "code", "client_id": self.application, "redirect_uri": FRONT_END, "state": state},
            **{"code_challenge": challenge, "code_challenge_method": "S256"},
        }
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            browser = Browser(client, lambda address: address.startswith(FRONT_END))
            await browser.open(f"{self.stack.url('partners')}/oauth/authorize?{urlencode(asked)}")
            if browser.form is not None:
                await browser.fill_in(username=member.sourced_id)
        back = {name: values[0] for name, values in parse_qs(urlsplit(browser.address).query).items()}
        if back.get("state") != state or back.get("iss") != self.stack.url("partners"):
            raise RuntimeError("the sign-in came back with another's state")
        if "code" not in back:
            raise RuntimeError(f"nobody was signed in: {back.get('error')} {back.get('error_description', '')}")
        return back["code"]
