"""Who leaves a group loses the role only it brought, without signing in."""

from typing import Any
from uuid import UUID

import pytest

from services.partners.access.claim_rules.service import apply
from services.partners.directory.staff.repository import get_staff
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.partners.access.scim.provider import GROUP, IdentityProvider, provider_of


async def signed_in(provider: IdentityProvider, staff_id: str, facts: dict[str, Any], provider_id: UUID | None) -> None:
    """A sign-in with these facts makes the roles the rules grant."""
    partners = provider.service
    async with work_for(partners.app.state.db, partners.settings, provider.district_id) as ctx:
        await apply(ctx, await get_staff(ctx, UUID(staff_id)), facts, provider_id)


async def held(provider: IdentityProvider, staff_id: str) -> list[str]:
    """The roles without an end."""
    listed = await provider.service.machine(provider.district_id).get(
        "/v1/role-assignments", params={"staff_id": staff_id}
    )
    return [row["role"] for row in listed.json()["items"] if row["ends_on"] is None or row["ends_on"] >= "2027"]


async def rule(provider: IdentityProvider, role: str, *conditions: tuple[str, str]) -> None:
    """A claim rule for a role of the whole district."""
    when = [{"claim": claim, "operator": "contains", "values": [value]} for claim, value in conditions]
    body = {"position": 1, "when": when, "role": role, "school": "district"}
    reply = await provider.service.machine(provider.district_id).post("/v1/claim-rules", json=body)
    assert reply.status_code == 201, reply.text


@pytest.mark.parametrize("way", ["removed", "renamed", "group deleted", "user deleted"])
async def test_the_role_of_a_group_ends_with_the_membership(partners: Service, district_id: UUID, way: str) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    group = await provider.group("Leads", user["id"])
    await rule(provider, "district_team_member", ("scim_groups", "Leads"), ("department", "math"))
    await signed_in(provider, user["id"], {"scim_groups": ["Leads"], "department": ["math"]}, None)
    assert await held(provider, user["id"]) == ["district_team_member"]
    path = f"/Groups/{group['id']}"
    match way:
        case "removed":
            await provider.patch(path, {"op": "remove", "path": f'members[value eq "{user["id"]}"]'})
        case "renamed":
            await provider.patch(path, {"op": "replace", "path": "displayName", "value": "Others"})
        case "group deleted":
            await provider.send("DELETE", path)
        case "user deleted":
            await provider.send("DELETE", f"/Users/{user['id']}")
    told = (await partners.published(district_id, "partners.role.ended.v1"))[-1]["data"]
    assert told["role"] == "district_team_member"
    reasons = [event["data"]["reason"] for event in await partners.published(district_id, "partners.access.ended.v1")]
    assert "group_left" in reasons


async def test_a_role_that_something_else_may_bring_stays(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    user, other = await provider.user(), await provider.user("other")
    group = await provider.group("Leads", user["id"], other["id"])
    await provider.group("Elders", user["id"])
    await rule(provider, "counselor", ("scim_groups", "Leads"))
    await rule(provider, "counselor", ("scim_groups", "Elders"))
    await rule(provider, "mentor", ("groups", "mentors"))
    machine = partners.machine(district_id)
    by_hand = {"staff_id": user["id"], "role": "district_team_member", "starts_on": "2026-01-01"}
    assert (await machine.post("/v1/role-assignments", json=by_hand)).status_code == 201
    await signed_in(provider, user["id"], {"scim_groups": ["Leads", "Elders"], "groups": ["mentors"]}, None)
    before = sorted(await held(provider, user["id"]))
    assert before == ["counselor", "district_team_member", "mentor"]
    await provider.send("DELETE", f"/Groups/{group['id']}")
    assert sorted(await held(provider, user["id"])) == before


async def test_members_a_group_is_replaced_without_leave_it_and_the_others_stay(
    partners: Service, district_id: UUID
) -> None:
    provider = await provider_of(partners, district_id)
    users = [await provider.user(name) for name in ("ann", "ben", "cem")]
    group = await provider.group("Leads", users[0]["id"], users[1]["id"])
    for members in ([users[1], users[2]], [users[2]], []):
        body = {
            **{"schemas": [GROUP], "displayName": "Leads"},
            "members": [{"value": user["id"]} for user in members],
        }
        reply = await provider.send("PUT", f"/Groups/{group['id']}", body)
        assert reply.status_code == 200, reply.text
        (found,) = await provider.found("/Groups")
        assert sorted(one["value"] for one in found.get("members", [])) == sorted(user["id"] for user in members)
