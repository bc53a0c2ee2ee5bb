"""Unowned tasks: grouped, with why nobody has them and who keeps the list."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.delegations.factories import mentor, principal
from tests.scheduling.work.handovers.factories import role_begun, role_ended


async def groups(caller: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    """The groups somebody sees."""
    reply = await caller.get("/v1/unowned-tasks", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["groups"])


async def test_a_group_says_how_much_how_late_and_why(scheduling: Service, district: District) -> None:
    plan = await district.published(activity(), activity("A2"), activity("A3", owner_role="counselor"))
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak", TODAY - timedelta(days=3))
    late = await district.task(plan, "oak")
    await scheduling.sql(
        "update tasks set due_on = $2 where id = $1 returning 1", late["id"], TODAY - timedelta(days=4)
    )
    elm = await district.task(plan, "elm")
    body = {"items": [{"task_id": elm["id"], "owner_id": None}]}
    assert (await district.author.post("/v1/bulk/tasks/reassign", json=body)).status_code == 200
    reply = (await district.author.get("/v1/unowned-tasks")).json()
    found = {(row["school"]["id"], row["role"]): row for row in reply["groups"]}
    ids = {name: str(id_) for name, id_ in district.schools.items()}
    oak = found[ids["oak"], "school_coordinator"]
    assert (oak["task_count"], oak["overdue_count"]) == (2, 1)
    assert oak["first_due_on"] == (TODAY - timedelta(days=4)).isoformat()
    last = (TODAY - timedelta(days=3)).isoformat()
    assert oak["reasons"] == [
        {
            **{"why": "holder_left", "task_count": 2, "left_on": last},
            "former_owner": {"id": str(district.people["coordinator_oak"]), "name": "A coordinator_oak"},
        }
    ]
    nothing_further = {"former_owner": None, "left_on": None}
    assert found[ids["elm"], "school_coordinator"]["reasons"] == [
        {"why": "taken_by_hand", "task_count": 1, **nothing_further}
    ]
    of_nobody = [(ids[school], "counselor") for school in ("oak", "elm", "high")] + [
        (ids["high"], "school_coordinator")
    ]
    for group in of_nobody:
        count = found[group]["task_count"]
        assert found[group]["reasons"] == [{"why": "nobody_holds_role", "task_count": count, **nothing_further}]
    assert (reply["group_count"], reply["task_count"], reply["overdue_count"]) == (6, 8, 1)
    assert reply["groups"][0] == oak


async def test_a_list_has_a_keeper_at_the_school_or_else_in_the_district(district: District) -> None:
    await district.published(activity(owner_role="counselor"))

    async def keepers() -> dict[str, tuple[str | None, str | None]]:
        named = {str(id_): name for name, id_ in district.people.items()}
        schools = {str(id_): name for name, id_ in district.schools.items()}
        return {
            schools[row["school"]["id"]]: (row["keeper"] and named.get(row["keeper"]["id"]), row["keeper_role"])
            for row in await groups(district.author)
        }

    assert await keepers() == {
        "oak": ("principal_oak", "principal"),
        "elm": ("coordinator_elm", "school_coordinator"),
        "high": ("author", "district_coordinator"),
    }
    await role_begun(district, "mentor_oak", "school_administrator", "elm")
    await role_ended(district, "principal_oak", "principal", "oak")
    await role_ended(district, "author", "district_coordinator", None)
    assert await keepers() == {
        "oak": ("coordinator_oak", "school_coordinator"),
        "elm": ("mentor_oak", "school_administrator"),
        "high": (None, None),
    }


async def test_everybody_asks_for_the_list_they_keep(district: District) -> None:
    await district.published(activity(owner_role="counselor"))
    for caller, school in ((principal(district), "oak"), (district.elm, "elm"), (district.author, "high")):
        (mine,) = await groups(caller, keeper="me")
        assert mine["school"]["id"] == str(district.schools[school])
    assert await groups(district.oak, keeper="me") == []
    (named,) = await groups(district.author, keeper=str(district.people["principal_oak"]))
    assert named["school"]["id"] == str(district.schools["oak"])
    refused = await district.scheduling.machine(district.id).get("/v1/unowned-tasks", params={"keeper": "me"})
    assert_refused(refused, 403, "people_only")


async def test_a_school_sees_its_own_and_a_mentor_nothing(district: District) -> None:
    await district.published(activity(owner_role="counselor"), activity("A2", owner_role="teacher"))
    assert {row["school"]["id"] for row in await groups(district.oak)} == {str(district.schools["oak"])}
    assert await groups(mentor(district)) == []
    assert len(await groups(district.author)) == 6
    assert len(await groups(district.author, school_id=str(district.schools["elm"]))) == 2
    assert [row["role"] for row in await groups(district.oak, role="teacher")] == ["teacher"]
    assert await groups(district.oak, school_id=str(district.schools["elm"])) == []


async def test_what_finds_an_owner_leaves_the_list(district: District) -> None:
    await district.published(activity(owner_role="counselor", targets={"kind": "rule", "levels": ["high"]}))
    assert len(await groups(district.author)) == 1
    await role_begun(district, "mentor_oak", "counselor", "high")
    assert await groups(district.author) == []


@pytest.mark.parametrize(
    "query", [{"keeper": "you"}, {"school_id": "oak"}, {"role": ""}, {"role": "x" * 61}, {"state": "open"}]
)
async def test_filters_that_make_no_sense_are_refused(district: District, query: dict[str, str]) -> None:
    reply = await district.author.get("/v1/unowned-tasks", params=query)
    assert_refused(reply, 422, "invalid")
