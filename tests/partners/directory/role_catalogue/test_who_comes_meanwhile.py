"""A second person stands for those who held a role when they were asked; nobody else comes in with them."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.partners.access.claim_rules import service as claim_rules
from services.partners.access.claim_rules.schemas import ClaimRuleCreate, ClaimRuleUpdate
from services.partners.directory.role_catalogue import service as role_catalogue
from services.partners.directory.roles.granting import OPERATOR, Voices, role_for
from services.partners.directory.roster_roles import service as roster_roles
from services.partners.directory.roster_roles.schemas import RosterRolesBody
from shared.context.work import work_for
from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World, role_of
from tests.partners.directory.role_catalogue.calls import change, role, token_roles

VOICES = Voices(OPERATOR, OPERATOR)
TAKE = text("select from roles where id = cast(:id as uuid) for no key update nowait")


@pytest.fixture
async def world(partners: Service, district_id: UUID) -> World:
    world = await World(partners, district_id).seed()
    await world.meet()
    return world


async def asked(world: World) -> str:
    reply = await change(world, "coach", world.person(world.me), profile="data_manager", given_by=[])
    assert reply.status_code == 202, reply.text
    return f"/v1/grant-proposals/{reply.json()['id']}/confirm"


async def give(world: World, person: UUID, **wish: object) -> httpx.Response:
    reply = await world.person(world.me).post("/v1/role-assignments", json={**role_of(person, "coach"), **wish})
    assert reply.status_code == 201, reply.text
    return reply


async def test_whoever_was_given_the_role_meanwhile_does_not_come_to_reach_far(world: World) -> None:
    confirm, late = await asked(world), await world.staff()
    await give(world, late)
    assert_refused(await world.person(world.other).post(confirm), 409, "held_since")
    assert (await role(world, "coach"))["profile"] == "school_staff"
    assert await token_roles(world, late) == [("coach", "school_staff")]


async def test_nor_whose_end_was_lifted_meanwhile(world: World) -> None:
    late = await world.staff()
    held = (await give(world, late, ends_on="2099-01-01")).json()
    confirm = await asked(world)
    headers = {"If-Match": f'"{held["version"]}"'}
    moved = await world.person(world.me).patch(
        f"/v1/role-assignments/{held['id']}", json={"ends_on": None}, headers=headers
    )
    assert moved.status_code == 200, moved.text
    assert_refused(await world.person(world.other).post(confirm), 409, "held_since")


async def test_who_held_it_when_it_was_asked_does(world: World) -> None:
    early = await world.staff(("coach", None))
    confirm = await asked(world)
    assert (await world.person(world.other).post(confirm)).status_code == 200
    assert await token_roles(world, early) == [("coach", "data_manager")]


async def test_whoever_changes_a_role_waits_for_who_gives_it(world: World) -> None:
    late, row = await world.staff(), await role(world, "coach")
    state, settings = world.partners.app.state, world.partners.settings
    async with work_for(state.db, settings, world.id) as giving, work_for(state.db, settings, world.id) as changing:
        await role_for(giving, late, ["coach"])
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await changing.session.execute(TAKE, {"id": row["id"]})


RULE = {"position": 1, "role": "coach", "school": "district"} | {
    "when": [{"claim": "groups", "operator": "equals", "values": ["coaches"]}]
}


async def let(world: World, *roles: str, version: int = 0) -> None:
    headers = {"If-Match": f'"{version}"'}
    reply = await world.machine.put("/v1/roster-roles", json={"roles": roles}, headers=headers)
    assert reply.status_code == 200, reply.text


async def test_what_one_person_let_bring_a_role_keeps_it_from_reaching_far(world: World) -> None:
    far = {"profile": "data_manager", "given_by": []}
    rule = await world.made("/v1/claim-rules", RULE, world.person(world.me))
    by_rule = await change(world, "coach", world.person(world.other), **far)
    assert_refused(by_rule, 409, "role_is_brought")
    assert "1 claim rule:" in by_rule.json()["detail"]
    # To somewhere that reaches less far it changes as before.
    assert (await change(world, "coach", profile="counselor")).status_code == 200
    assert (await world.machine.delete(f"/v1/claim-rules/{rule}")).status_code == 204
    await let(world, "coach")
    by_roster = await change(world, "coach", world.person(world.other), **far)
    assert_refused(by_roster, 409, "role_is_brought")
    assert "the roster:" in by_roster.json()["detail"]
    await let(world, version=1)
    assert (await change(world, "coach", world.person(world.other), **far)).status_code == 202


async def test_nor_does_the_operators_hand_make_it_reach_far(world: World) -> None:
    await let(world, "coach")
    assert_refused(await change(world, "coach", profile="data_manager", given_by=[]), 409, "role_is_brought")
    assert (await role(world, "coach"))["profile"] == "school_staff"


async def test_what_is_usual_of_a_roster_is_brought_while_nobody_has_said(world: World) -> None:
    assert_refused(await change(world, "teacher", profile="data_manager", given_by=[]), 409, "role_is_brought")


@pytest.mark.parametrize("how", ["rule", "roster"])
async def test_a_rule_written_after_it_was_asked_for_keeps_it_back_too(world: World, how: str) -> None:
    confirm = await asked(world)
    if how == "rule":
        await world.made("/v1/claim-rules", RULE, world.person(world.me))
    else:
        await let(world, "coach")
    assert_refused(await world.person(world.other).post(confirm), 409, "role_is_brought")
    assert (await role(world, "coach"))["profile"] == "school_staff"


@pytest.mark.parametrize("how", ["written", "changed", "roster"])
async def test_whoever_changes_a_role_waits_for_who_lets_it_be_brought(world: World, how: str) -> None:
    row = await role(world, "coach")
    other = await world.made("/v1/claim-rules", {**RULE, "role": "counselor"})
    state, settings = world.partners.app.state, world.partners.settings
    async with work_for(state.db, settings, world.id) as letting, work_for(state.db, settings, world.id) as changing:
        if how == "written":
            await claim_rules.create(letting, ClaimRuleCreate.model_validate(RULE), VOICES)
        elif how == "changed":
            letting.if_match = '"1"'
            await claim_rules.change(letting, UUID(other), ClaimRuleUpdate.model_validate({"role": "coach"}), VOICES)
        else:
            letting.if_match = '"0"'
            await roster_roles.let(letting, RosterRolesBody(roles=["coach"]), VOICES)
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await changing.session.execute(TAKE, {"id": row["id"]})


async def test_whoever_confirms_sees_whom_it_reaches_and_what_it_opens(world: World) -> None:
    ana = await world.staff(("coach", world.oak), given_name="Ana", family_name="Zorn")
    ben = await world.staff(("coach", None), given_name="Ben", family_name="Abt")
    confirm = await asked(world)
    proposal = confirm.removesuffix("/confirm")
    reply = await world.person(world.other).get(proposal)
    seen = reply.json()["profile_change"]
    assert (seen["profile_before"], seen["profile_after"], seen["holders"]) == ("school_staff", "data_manager", 2)
    assert [(one["staff"], one["school"], one["granted_by"]) for one in seen["held_by"]] == [
        ({"id": str(ben), "name": "Ben Abt"}, None, "manual"),
        ({"id": str(ana), "name": "Ana Zorn"}, {"id": world.oak, "name": "Oak"}, "manual"),
    ]
    assert "clients:write" in {one["scope"] for one in seen["opens"]}
    row = await role(world, "coach")
    preview = await world.machine.post(f"/v1/roles/{row['id']}/preview", json={"profile": "data_manager"})
    assert preview.json() == seen
    assert (await world.person(world.other).post(confirm)).status_code == 200
    assert (await world.person(world.other).get(proposal)).json()["profile_change"] is None


async def test_a_preview_lists_so_many_holders_and_counts_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_catalogue, "MOST_HOLDERS", 1)
    for _ in range(2):
        await world.staff(("coach", None))
    row = await role(world, "coach")
    seen = (await world.machine.post(f"/v1/roles/{row['id']}/preview", json={"profile": "mentor"})).json()
    assert (seen["holders"], len(seen["held_by"])) == (2, 1)


async def test_of_another_grant_there_is_no_change_of_a_profile(world: World) -> None:
    wish = role_of(await world.staff(), "executive_leader")
    waits = await world.person(world.me).post("/v1/role-assignments", json=wish)
    reply = await world.person(world.other).get(f"/v1/grant-proposals/{waits.json()['id']}")
    assert (reply.json()["operation"], reply.json()["profile_change"]) == ("assign_role", None)
