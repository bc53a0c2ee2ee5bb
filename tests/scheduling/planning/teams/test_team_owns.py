"""An activity of a team is its leader's, or of whoever stands in for them; where there is no team it is nobody's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.planning.teams.factories import Teams, member, team

BY_TEAM: dict[str, Any] = {"owner_role": "team:attendance"}


@pytest.fixture
async def teams(scheduling: Service, district_id: UUID) -> Teams:
    """A district in which Oak has an attendance team, and no other school."""
    found = Teams(await District(scheduling, district_id).seed())
    await found.told()
    return found


async def owner(teams: Teams, plan: dict[str, Any], school: str = "oak") -> str | None:
    """Who owns the task at a school."""
    found = (await teams.district.task(plan, school))["owner"]
    return found and str(found["id"])


def id_of(teams: Teams, name: str) -> str:
    """The id of one of the people."""
    return str(teams.district.people[name])


async def test_its_leader_answers_and_where_there_is_no_team_nobody_does(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    assert await owner(teams, plan) == id_of(teams, "coordinator_oak")
    assert await owner(teams, plan, "elm") is None
    groups = (await teams.district.author.get("/v1/unowned-tasks")).json()["groups"]
    assert {(one["school"]["name"], one["role"]) for one in groups} == {
        ("elm", "team:attendance"),
        ("high", "team:attendance"),
    }


async def test_a_preview_warns_of_schools_without_the_team(teams: Teams) -> None:
    plan = (await teams.district.author.post("/v1/plans", json=plan_of(activity(**BY_TEAM)))).json()
    preview = (await teams.district.author.get(f"/v1/plans/{plan['id']}/preview")).json()
    (warned,) = [one for one in preview["warnings"] if one["code"] == "nobody_holds_role"]
    assert warned["words"].startswith("Nobody leads the attendance team at 2 schools; 2 tasks")


async def test_a_new_leader_gets_what_the_team_does(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    of = teams.district.people
    await teams.told(member(of["principal_oak"], "leader"), member(of["coordinator_oak"]))
    assert await owner(teams, plan) == id_of(teams, "principal_oak")
    (made,) = await teams.district.scheduling.published(teams.district.id, "scheduling.handover.made.v1")
    assert (made["data"]["role"], made["data"]["former_owner_id"]) == (
        "team:attendance",
        id_of(teams, "coordinator_oak"),
    )
    # An older word changes nothing.
    event = team(teams.district.schools["oak"], member(of["coordinator_oak"], "leader"), team_id=teams.id, version=1)
    await teams.district.scheduling.receive(teams.district.id, event)
    assert await owner(teams, plan) == id_of(teams, "principal_oak")


async def test_who_stands_in_answers_while_the_leader_is_away(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    of = teams.district.people
    gone = {"away_from": TODAY.isoformat(), "away_until": (TODAY + timedelta(days=2)).isoformat()}
    stand_in = member(of["principal_oak"], stands_in_for=["leader"])
    await teams.told(member(of["coordinator_oak"], "leader", **gone), stand_in)
    assert await owner(teams, plan) == id_of(teams, "principal_oak")
    await teams.told(member(of["coordinator_oak"], "leader"), stand_in)
    assert await owner(teams, plan) == id_of(teams, "coordinator_oak")


async def test_a_team_that_is_formed_later_gets_what_is_nobodys(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    elm = team(teams.district.schools["elm"], member(teams.district.people["coordinator_elm"], "leader"))
    await teams.district.scheduling.receive(teams.district.id, elm)
    assert await owner(teams, plan, "elm") == id_of(teams, "coordinator_elm")
    await teams.told(ends_on=(TODAY - timedelta(days=1)).isoformat())
    assert await owner(teams, plan) is None


async def test_a_leader_who_left_owns_nothing(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    facts = {"staff_id": id_of(teams, "coordinator_oak"), "given_name": "A", "family_name": "x", "email": None}
    event = {**facts, "language": "en", "active": False, "version": 2}
    await teams.district.scheduling.receive(teams.district.id, ("partners.staff.recorded.v1", event))
    assert await owner(teams, plan) is None


async def test_one_team_can_be_named_and_a_team_that_is_none_is_refused(teams: Teams) -> None:
    named = f"team:{teams.id}"
    at_oak = {"kind": "schools", "school_ids": [str(teams.district.schools["oak"])]}
    plan = await teams.district.published(activity(owner_role=named, targets=at_oak))
    assert await owner(teams, plan) == id_of(teams, "coordinator_oak")
    body = plan_of(activity(owner_role=f"team:{new_id()}"))
    reply = await teams.district.author.post("/v1/plans", json=body)
    assert_refused(reply, 422, "no_such_team")
    assert reply.json()["errors"][0]["pointer"] == "/goals/0/strategies/0/activities/0/owner_role"


@pytest.mark.parametrize(
    "wrong", [{"owner_role": "team:other"}, {"owner_role": "team:"}, {**BY_TEAM, "owned_by": "each"}]
)
async def test_what_names_no_team_is_refused(teams: Teams, wrong: dict[str, Any]) -> None:
    reply = await teams.district.author.post("/v1/plans", json=plan_of(activity(**wrong)))
    assert_refused(reply, 422, "invalid")


async def test_a_team_of_the_district_does_what_the_district_owes(teams: Teams) -> None:
    dit = team(None, member(teams.district.people["author"], "leader"), kind="district_implementation")
    await teams.district.scheduling.receive(teams.district.id, dit)
    own: dict[str, Any] = {"owner_role": "team:district_implementation", "targets": {"kind": "district"}}
    plan = await teams.district.published(activity(**own))
    (task,) = (await teams.district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert (task["owner"]["id"], task["school"]) == (id_of(teams, "author"), None)


async def test_a_part_that_begins_by_its_day_is_followed_that_day(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    of, at = teams.district.people, teams.district.scheduling
    # As the days of the two were told ahead, and no event comes on the day itself.
    await at.sql("delete from team_parts where leads and district_id = $1", teams.district.id)
    for staff_id, first, last in (
        (of["coordinator_oak"], TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        (of["principal_oak"], TODAY, None),
    ):
        await at.sql(
            "insert into team_parts (district_id, id, team_id, staff_id, school_id, role, leads, starts_on, ends_on) "
            "values ($1, gen_random_uuid(), $2, $3, $4, 'team:attendance', true, $5, $6)",
            *(teams.district.id, teams.id, staff_id, teams.district.schools["oak"], first, last),
        )
    reply = await teams.district.author.post("/v1/school-days/begin")
    assert reply.status_code == 200, reply.text
    assert await owner(teams, plan) == id_of(teams, "principal_oak")


async def test_a_leader_who_does_not_work_at_the_school_owns_nothing_there(teams: Teams) -> None:
    plan = await teams.district.published(activity(**BY_TEAM))
    of = teams.district.people
    await teams.told(member(of["coordinator_elm"], "leader"), member(of["coordinator_oak"]))
    assert await owner(teams, plan) is None, "they would own what they cannot see"
    role = teams.district.role("coordinator_elm", "teacher", "oak")
    await teams.district.scheduling.receive(teams.district.id, ("partners.role.assigned.v1", role))
    assert await owner(teams, plan) == str(of["coordinator_elm"])
