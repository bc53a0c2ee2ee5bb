"""Nobody gets further through what they make: every call of the code that gives or widens a right stands in a table."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.isolation import seeds
from tests.isolation.calls import changing
from tests.isolation.digests import Digests
from tests.isolation.giving import ALL_THREE, GIVING, Gift, World

ROWS = [(operation, row) for operation, rows in GIVING.items() for row in rows]
_WORLDS: list[World] = []


async def world_of(partners: Service) -> World:
    """Seeded once for each process: each row has people of its own."""
    if not _WORLDS:
        _WORLDS.append(await World(partners, new_id()).seed())
    return _WORLDS[0]


def refusal(reply: httpx.Response) -> tuple[int, str | None]:
    """(status, code) of a refusal, alone or as the one row of many: then the status is the whole call's."""
    said = reply.json()
    return reply.status_code, said["rows"][0]["refusal"]["code"] if "rows" in said else said.get("code")


@pytest.mark.parametrize(("operation", "row"), ROWS, ids=lambda value: getattr(value, "__name__", value))
async def test_nobody_gets_further_by_what_somebody_else_may_do(
    partners: Service, operation: str, row: Callable[[World], Awaitable[Gift]]
) -> None:
    world = await world_of(partners)
    await world.meet()
    gift, digests = await row(world), Digests(partners, world.id)
    before = await digests.read()

    async def made_by(caller: httpx.AsyncClient) -> httpx.Response:
        sent: dict[str, Any] = {} if gift.body is None else {"json": gift.body}
        return await caller.request(gift.method, gift.path, headers=gift.headers, **sent)

    refused = await made_by(gift.taker)
    assert refusal(refused) == (200 if "/bulk/" in gift.path else gift.status, gift.code), refused.text
    assert await digests.read() == before
    done = await made_by(gift.giver)
    assert done.status_code in gift.done, done.text
    assert "/bulk/" not in gift.path or done.json()["done"] == 1, done.text


async def by_hand(world: World, rule: dict[str, Any], writer: httpx.AsyncClient) -> None:
    await world.made("/v1/claim-rules", rule, writer)


async def by_many(world: World, rule: dict[str, Any], writer: httpx.AsyncClient) -> None:
    assert (await writer.post("/v1/bulk/claim-rules", json={"items": [rule]})).json()["done"] == 1


async def by_changing(world: World, rule: dict[str, Any], writer: httpx.AsyncClient) -> None:
    id_ = await world.made("/v1/claim-rules", {**rule, "role": "counselor"})
    changed = await writer.patch(f"/v1/claim-rules/{id_}", json={"role": "teacher"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text


#: A rule gives nothing when it is written, but at the writer's next sign-in.
BY_RULE = {"create_claim_rule": by_hand, "create_claim_rules": by_many, "change_claim_rule": by_changing}


@pytest.mark.parametrize("operation", BY_RULE)
async def test_nobody_is_given_a_role_by_a_rule_they_wrote(partners: Service, operation: str) -> None:
    world = await world_of(partners)
    await world.meet()
    claim, place = f"mine-{new_id()}", {"school_id": world.oak}
    when = [{"claim": "groups", "operator": "contains", "values": [claim]}]
    rule = {"position": 1, "when": when, "role": "teacher", "school": place}
    await BY_RULE[operation](world, rule, world.person(world.me))

    async def found(staff_id: UUID) -> tuple[list[str], list[str]]:
        wish = {"facts": {"groups": [claim]}, "staff_id": str(staff_id)}
        said = (await world.machine.post("/v1/claim-rule-dry-runs", json=wish)).json()
        return [grant["role"] for grant in said["granted"]], [
            lost["reason"] for lost in said["not_held"] if lost["reason"] != "no_match"
        ]

    assert await found(world.me) == ([], ["own_rule"])
    assert await found(world.other) == (["teacher"], [])


async def test_no_person_changes_accounts_or_groups_by_scim(partners: Service) -> None:
    world, asked = await world_of(partners), 0
    person = world.person(new_id(), ALL_THREE)
    for method, route in changing(partners):
        if route.path.startswith("/scim/") and route.name != "refuse_scim_me":
            asked += 1
            path = route.path_format.format(**{name: str(new_id()) for name in route.param_convertors})
            reply = await person.request(method, path, json=seeds.stated(route, "BODIES") or {"userName": "x"})
            assert reply.status_code == 403, route.name
            assert reply.json()["detail"].endswith("(not_permitted)"), route.name
    assert asked >= 8


def test_every_call_of_partners_stands_in_a_table(partners: Service) -> None:
    every = {route.name for _, route in changing(partners)}
    scim = {route.name for _, route in changing(partners) if route.path.startswith("/scim/")} - {"refuse_scim_me"}
    tables = [GIVING.keys(), BY_RULE.keys(), scim, seeds.every(partners, "GIVES_NOTHING").keys()]
    named = [name for table in tables for name in table]
    assert len(named) == len(set(named)), "each in one alone"
    assert set(named) == every


#: Whoever sets the first for somebody, or for themselves, sees or does the second of all they could set it for.
WITHIN = [
    ("assessment", "caseloads:write", "roster:read"),
    ("assessment", "caseloads:write", "guardians:read"),
    ("scheduling", "tasks:reassign", "tasks:write"),
    ("scheduling", "tasks:reassign", "tasks:read"),
    ("scheduling", "handovers:write", "tasks:write"),
    ("scheduling", "barriers:triage", "barriers:write"),
    ("scheduling", "barriers:triage", "barriers:read"),
]


@pytest.mark.parametrize(("service", "giving", "given"), WITHIN)
def test_whoever_makes_somebody_the_owner_has_what_the_owner_gets(service: str, giving: str, given: str) -> None:
    policy = import_module(f"services.{service}.permissions").POLICY
    gives, has = policy.rules[giving], policy.rules[given]
    assert gives.district | gives.school, "somebody may"
    assert gives.district <= has.district
    assert gives.school <= has.school | has.district
    assert not gives.everyone
    assert not gives.owner


@pytest.mark.parametrize("given", ["tasks:read", "tasks:write"])
def test_whoever_forms_a_team_has_what_its_members_get(given: str) -> None:
    forms = import_module("services.partners.permissions").POLICY.rules["teams:write"]
    has = import_module("services.scheduling.permissions").POLICY.rules[given]
    assert forms.district
    assert forms.school
    assert forms.district <= has.district
    assert forms.school <= has.school
