"""The people and machines of the demonstration: each calls with a token of its own, over HTTP."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.stack import Stack
from shared.testing.processes import PATIENCE

#: Each call has a connection of its own, as those of different people would; making a client is what takes time.
_HTTP = httpx.Client(timeout=PATIENCE, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


class Refused(RuntimeError):
    """A service refused; the problem document says why."""

    def __init__(self, reply: httpx.Response) -> None:
        self.reply = reply
        is_json = "json" in reply.headers.get("content-type", "")
        problem: dict[str, Any] = reply.json() if is_json else {"detail": reply.text[:200]}
        self.problem = problem
        faults = "".join(f"\n    {fault['pointer']}: {fault['detail']}" for fault in problem.get("errors", [])[:12])
        call = f"{reply.request.method} {reply.request.url.path}"
        # OAuth's endpoints refuse in OAuth's own words (RFC 6749 §5.2).
        code = problem.get("code") or problem.get("error", "")
        detail = problem.get("detail") or problem.get("error_description", "")
        super().__init__(f"{call} → {reply.status_code} {code}: {detail}{faults}")


@dataclass
class Caller:
    """Somebody with credentials. Tokens are asked for anew when they run out."""

    stack: Stack
    client_id: str
    secret: str
    name: str
    token: str = ""

    def call(self, service: str, method: str, path: str, **options: Any) -> httpx.Response:
        """One call, retried once with a fresh token. Raises `Refused`."""
        reply = self.send(service, method, path, **options)
        if reply.status_code == 401:
            self.token = ""
            reply = self.send(service, method, path, **options)
        if reply.is_error:
            raise Refused(reply)
        return reply

    def get(self, service: str, path: str, **query: Any) -> Any:
        """A JSON document."""
        return self.call(service, "GET", path, params=query).json()

    def all(self, service: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items, cursor = [], None
        while True:
            page = self.get(service, path, limit=500, **query, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items

    def post(self, service: str, path: str, body: Any = None) -> Any:
        """Send JSON, get JSON."""
        return self.call(service, "POST", path, **({"json": body} if body is not None else {})).json()

    def post_nothing(self, service: str, path: str) -> None:
        """Ask for something that is answered by no document."""
        self.call(service, "POST", path)

    def patch(self, service: str, path: str, body: Any, version: int) -> Any:
        """Change the version that was read."""
        return self.call(service, "PATCH", path, json=body, headers={"If-Match": f'"{version}"'}).json()

    def put(self, service: str, path: str, body: Any, version: int) -> Any:
        """Say all there is to say, over the version that was read."""
        return self.call(service, "PUT", path, json=body, headers={"If-Match": f'"{version}"'}).json()

    def as_client(self, name: str, scopes: list[str], staff_id: str | None = None) -> "Caller":
        """Have a client made, for a system or to act as a staff member."""
        body = {"name": name, "scopes": scopes, "staff_id": staff_id}
        made = self.post("partners", "/v1/clients", body)
        return Caller(self.stack, made["id"], made["secret"], name)

    def bearer(self) -> str:
        """A live token."""
        if not self.token:
            asked = {"grant_type": "client_credentials"}
            self.token = token_of(self.stack, asked, (self.client_id, self.secret))["access_token"]
        return self.token

    def send(self, service: str, method: str, path: str, **options: Any) -> httpx.Response:
        """One call with the token there is, whatever is answered."""
        headers = {"Authorization": f"Bearer {self.bearer()}", **options.pop("headers", {})}
        url = f"{self.stack.url(service)}{path}"
        return _HTTP.request(method, url, headers=headers, **options)


def token_of(stack: Stack, form: Mapping[str, str], credentials: tuple[str, str] | None = None) -> dict[str, Any]:
    """What the token endpoint answers to a form. Raises `Refused`."""
    auth = httpx.BasicAuth(*credentials) if credentials else httpx.USE_CLIENT_DEFAULT
    reply = _HTTP.post(f"{stack.url('partners')}/oauth/token", data=dict(form), auth=auth)
    if reply.is_error:
        raise Refused(reply)
    return dict(reply.json())


def lives_until(token: str) -> float:
    """When a token ends by itself, as the machine's clock will say."""
    claims = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"])


def read_and_approve(approver: Caller, url: str, content_hash: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Approve a plan or revision, having read what its preview warns of; returns the preview and what was approved."""
    preview = approver.get("scheduling", f"{url}/preview")
    seen = {"content_hash": content_hash, "seen_warnings": preview["warnings_hash"]}
    return preview, approver.post("scheduling", f"{url}/approve", seen)
