"""A district in which somebody tries to come to a far-reaching role by a second account of theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.partners.access.claim_rules.service import apply
from services.partners.directory.roles.service import roles_for_token
from services.partners.directory.staff.repository import get_staff
from shared.auth.profiles import FAR_REACHING
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.isolation.giving import World, role_of
from tests.partners.access.identity_providers.factories import registered
from tests.partners.factories import listed_staff

LISTED = "assessment.staff.listed.v1"


class Ways:
    """The ways by which `me`, a data manager, could give `puppet` the role of an executive leader; `other` leads already."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id = partners, district_id
        self.world = World(partners, district_id)
        self.me = self.other = self.puppet = UUID(int=0)
        self.provider = UUID(int=0)
        self.asked = 0
        self.waiting: list[str] = []
        self.links: list[str] = []

    async def seed(self) -> "Ways":
        """The people, a provider, and a roster that two people let bring leaders."""
        await self.world.seed()
        self.me = await self.world.staff(("data_manager", None))
        self.other = await self.world.staff(("executive_leader", None))
        self.provider = await registered(self.partners, self.id)
        let = {"roles": ["teacher", "executive_leader"]}
        reply = await self.world.machine.put("/v1/roster-roles", json=let, headers={"If-Match": '"0"'})
        assert reply.status_code == 200, reply.text
        return self

    @property
    def mine(self) -> httpx.AsyncClient:
        """Me."""
        return self.world.person(self.me)

    @property
    def others(self) -> httpx.AsyncClient:
        """Somebody who leads."""
        return self.world.person(self.other, [("executive_leader", None)])

    async def begin(self) -> None:
        """Another puppet."""
        self.puppet, self.waiting, self.links = await self.world.staff(), [], []

    def _kept(self, reply: httpx.Response, *may: int) -> None:
        assert reply.status_code in (202, *may), reply.text
        if reply.status_code == 202:
            self.waiting.append(reply.json()["id"])

    async def link(self) -> None:
        """My own second account becomes the puppet's."""
        self.asked += 1
        wish = {"provider_id": str(self.provider), "subject": f"mine-{self.asked}", "staff_id": str(self.puppet)}
        reply = await self.mine.post("/v1/identities", json=wish)
        self._kept(reply, 201, 409)
        if reply.status_code == 201:
            self.links.append(reply.json()["id"])

    async def role(self) -> None:
        """By hand."""
        self._kept(await self.mine.post("/v1/role-assignments", json=role_of(self.puppet, "executive_leader")), 409)

    async def roster(self) -> None:
        """By a roster I send."""
        self.asked += 1
        person = listed_staff(self.id, f"p{self.asked}", [(f"r{self.asked}", "districtAdministrator", None)])
        moment = datetime.now(UTC) + timedelta(minutes=self.asked)
        listed = {"listed_at": moment, "sent_by": self.me, "staff": [{**person, "staff_id": self.puppet}]}
        await self.partners.receive(self.id, (LISTED, listed))

    async def rule(self) -> None:
        """By a rule that fits my second account."""
        when = [{"claim": "groups", "operator": "contains", "values": [str(self.puppet)]}]
        wish = {"position": 1, "when": when, "role": "executive_leader", "school": "district"}
        self._kept(await self.mine.post("/v1/claim-rules", json=wish))

    async def client(self) -> None:
        """By a client that acts as the puppet."""
        wish = {"name": "x", "scopes": ["directory:read"], "staff_id": str(self.puppet)}
        assert (await self.mine.post("/v1/clients", json=wish)).status_code == 403

    async def sign_in(self) -> set[str]:
        """Somebody signs in as the puppet, with the account's own group: the far-reaching roles their token then has."""
        async with work_for(self.partners.app.state.db, self.partners.settings, self.id) as ctx:
            person = await get_staff(ctx, self.puppet)
            await apply(ctx, person, {"groups": [str(self.puppet)]}, self.provider)
            held = await roles_for_token(ctx, self.puppet, await ctx.today())
        return {str(role["role"]) for role in held} & FAR_REACHING

    async def confirm_all(self, by: httpx.AsyncClient) -> list[tuple[int, Any]]:
        """(status, code) of confirming all that waits."""
        replies = [await by.post(f"/v1/grant-proposals/{id_}/confirm") for id_ in self.waiting]
        return [(reply.status_code, reply.json().get("code")) for reply in replies]
