"""A district's identity provider as it calls SCIM, with recorded requests of Entra ID and Okta."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from shared.testing.calls import Service, token
from tests.partners.factories import set_up

REQUESTS = Path(__file__).parent / "requests"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class IdentityProvider:
    """Calls SCIM; remembers the last User and Group it made, whose ids the recorded requests name."""

    def __init__(self, service: Service, district_id: UUID, bearer: str | None = None) -> None:
        self.service, self.district_id = service, district_id
        self.http = service.caller(bearer or token(district_id, ["scim:write"]))
        self.ids = {"id": "", "group": ""}

    async def play(self, name: str) -> httpx.Response:
        """Send a recorded request, such as `entra/create_user`."""
        text = (REQUESTS / f"{name}.json").read_text()
        for placeholder, id_ in self.ids.items():
            text = text.replace("{" + placeholder + "}", id_)
        wanted = json.loads(text)
        path, _, query = wanted["path"].partition("?")
        reply = await self.send(wanted["method"], path, wanted.get("body"), query=query)
        if wanted["method"] == "POST" and reply.status_code == 201:
            self.ids["id" if path == "/Users" else "group"] = reply.json()["id"]
        return reply

    async def send(
        self, method: str, path: str, body: Any = None, *, query: str = "", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a request in SCIM's media type."""
        said = {"Content-Type": "application/scim+json", **(headers or {})}
        params = httpx.QueryParams(query) if query else None
        content = None if body is None else json.dumps(body)
        return await self.http.request(method, f"/scim/v2{path}", content=content, params=params, headers=said)

    async def user(self, user_name: str = "ann@district.example", **facts: Any) -> dict[str, Any]:
        """Make a User."""
        reply = await self.send("POST", "/Users", {"schemas": [USER], "userName": user_name, **facts})
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    async def group(self, display_name: str, *members: str) -> dict[str, Any]:
        """Make a Group."""
        body = {"schemas": [GROUP], "displayName": display_name, "members": [{"value": id_} for id_ in members]}
        reply = await self.send("POST", "/Groups", body)
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    async def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> httpx.Response:
        """Send operations."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, headers=said)

    async def found(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The resources of a list."""
        reply = await self.http.get(f"/scim/v2{path}", params=query)
        assert reply.status_code == 200, reply.text
        return list(reply.json()["Resources"])

    async def staff(self, staff_id: str) -> dict[str, Any]:
        """The staff member as everybody else sees them."""
        return dict((await self.service.machine(self.district_id).get(f"/v1/staff/{staff_id}")).json())


async def provider_of(service: Service, district_id: UUID) -> IdentityProvider:
    """The provider of a district that is set up."""
    await set_up(service, district_id)
    return IdentityProvider(service, district_id)
