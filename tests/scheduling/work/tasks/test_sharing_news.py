"""Whoever shares tasks hears of it once, with the first of them; of what is their own anyway they hear otherwise."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from services.scheduling.work.tasks.events import ResponsibilityShared
from shared import clock
from tests.one_day import noon
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.mornings import begin_day
from tests.scheduling.planning.teams.factories import Teams, member, team


async def told(district: District) -> list[dict[str, Any]]:
    """Who was told of what, event by event; each is what its class says."""
    events = await district.scheduling.published(district.id, "scheduling.responsibility.shared.v1")
    assert all(ResponsibilityShared.model_validate(event["data"]) for event in events)
    names = {str(id_): name for name, id_ in district.people.items()}
    return [{names[one["person_id"]]: one["task_count"] for one in event["data"]["people"]} for event in events]


async def revised(district: District, plan: dict[str, Any], *activities: dict[str, Any]) -> None:
    """The plan has these activities from now on."""
    goal = plan["goals"][0]
    strategy = {
        **{name: goal["strategies"][0][name] for name in ("code", "title", "description")},
        "activities": activities,
    }
    names = ("code", "title", "measure", "unit", "baseline", "target", "target_on")
    goals = [{**{name: goal[name] for name in names}, "strategies": [strategy]}]
    url = f"/v1/plans/{plan['id']}/revisions"
    made = await district.author.post(url, json={"note": "x", "goals": goals})
    assert made.status_code == 201, made.text
    url = f"{url}/{made.json()['number']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    approved = await district.approve(url, made.json()["content_hash"])
    assert approved.status_code == 200, approved.text
    published = await district.author.post(f"{url}/publish")
    assert published.status_code == 200, published.text


async def test_who_shares_tasks_of_a_plan_is_told_once_when_it_is_published(district: District) -> None:
    await Teams(district).told()
    by_role = activity("A1", responsible_roles=["mentor", "school_coordinator"])
    by_team = activity("A2", owner_role="team:attendance")
    named = activity("A3", responsible_ids=[str(district.people["principal_oak"])])
    plan = await district.published(by_role, by_team, named, activity("A4"))
    # The coordinators own A1 at their schools, and Oak's leads the team.
    assert await told(district) == [{"mentor_oak": 2, "principal_oak": 2}]
    (event,) = await district.scheduling.published(district.id, "scheduling.responsibility.shared.v1")
    assert (event["data"]["plan_id"], event["data"]["plan_title"]) == (plan["id"], plan["title"])
    (mentor,) = [one for one in event["data"]["people"] if one["person_id"] == str(district.people["mentor_oak"])]
    assert [one["activity_code"] for one in mentor["first_tasks"]] == ["A1", "A2"]
    assert {one["school_id"] for one in mentor["first_tasks"]} == {str(district.schools["oak"])}


async def test_nobody_is_told_where_nobody_shares(district: District) -> None:
    await district.published(activity())
    assert await told(district) == []


async def test_a_revision_tells_whom_it_has_share_what_is_there_and_what_it_adds(district: District) -> None:
    shared = {"responsible_roles": ["mentor"]}
    plan = await district.published(activity("A1"), activity("A2", **shared))
    assert await told(district) == [{"mentor_oak": 1}]
    await revised(district, plan, activity("A1", **shared), activity("A2", **shared), activity("A3", **shared))
    assert (await told(district))[1:] == [{"mentor_oak": 2}]


async def test_who_joins_a_team_hears_what_it_shares_and_nobody_hears_it_twice(district: District) -> None:
    teams = Teams(district)
    lead = member(district.people["coordinator_oak"], "leader")
    await teams.told(lead)
    await district.published(
        activity("A1", owner_role="team:attendance"), activity("A2", responsible_roles=["team:attendance"])
    )
    assert await told(district) == []
    joins = member(district.people["mentor_oak"])
    await teams.told(lead, joins)
    assert await told(district) == [{"mentor_oak": 2}]
    await teams.told(lead, {**joins, "meeting_roles": ["timekeeper"]})
    assert len(await told(district)) == 1
    later = (TODAY + timedelta(days=3)).isoformat()
    await teams.told(lead, joins, member(district.people["principal_oak"], starts_on=later))
    assert len(await told(district)) == 1


async def test_a_team_of_the_district_hears_of_schools_without_one(district: District) -> None:
    await Teams(district).told(member(district.people["coordinator_oak"], "leader"))
    ours = team(None, member(district.people["author"], "leader"), member(district.people["executive"]))
    await district.scheduling.receive(district.id, ours)
    await district.published(activity("A1", owner_role="team:attendance"))
    # Elm and the high school have no attendance team of their own.
    assert await told(district) == [{"executive": 2}]


async def test_nobody_is_told_of_tasks_of_a_school_they_do_not_work_at(district: District) -> None:
    of = district.people
    await Teams(district).told(member(of["coordinator_oak"], "leader"), member(of["coordinator_elm"]))
    everywhere = team(None, member(of["mentor_oak"]), kind="data")
    await district.scheduling.receive(district.id, everywhere)
    await district.published(
        activity("A1", owner_role="team:attendance"), activity("A2", responsible_roles=["team:data"])
    )
    assert await told(district) == [{"mentor_oak": 1}]


COUNSELS = {"responsible_roles": ["counselor"]}
SOON = {"kind": "date", "on": (TODAY + timedelta(days=5)).isoformat()}


def holds(district: District, person: str, role: str, school: str | None, **changes: Any) -> tuple[str, dict[str, Any]]:
    """Partners tells of a role somebody holds."""
    return "partners.role.assigned.v1", {**district.role(person, role, school), **changes}


async def test_who_comes_to_hold_a_responsible_role_is_told_as_an_owner_would_be_and_once(district: District) -> None:
    await district.published(activity("A1", due=SOON, **COUNSELS), activity("A2", **COUNSELS), activity("A3"))
    assert await told(district) == []
    begun = holds(district, "mentor_oak", "counselor", "oak")
    await district.scheduling.receive(district.id, begun)
    assert await told(district) == [{"mentor_oak": 2}]
    again = begun[0], {**begun[1], "version": 2, "ends_on": TODAY + timedelta(days=90)}
    await district.scheduling.receive(district.id, again)
    await district.scheduling.receive(district.id, holds(district, "principal_oak", "mentor", "oak"))
    # The same role by a second assignment brings nothing new.
    await district.scheduling.receive(district.id, holds(district, "mentor_oak", "counselor", "oak"))
    assert await told(district) == [{"mentor_oak": 2}]
    (event,) = await district.scheduling.published(district.id, "scheduling.responsibility.shared.v1")
    assert [one["activity_code"] for one in event["data"]["people"][0]["first_tasks"]] == ["A1", "A2"]
    day = (await district.as_person("mentor_oak", ("counselor", "oak")).get("/v1/my-day")).json()
    assert [one["activity_code"] for one in day["due_soon"]] == ["A1"]


async def test_who_owns_what_they_come_to_share_is_told_nothing(district: District) -> None:
    await district.published(activity("A1", owner_role="counselor", **COUNSELS))
    await district.scheduling.receive(district.id, holds(district, "mentor_oak", "counselor", "oak"))
    assert await told(district) == []


async def test_who_is_named_hears_of_a_school_they_come_to_work_at(district: District) -> None:
    await district.published(activity("A1", responsible_ids=[str(district.people["mentor_oak"])]))
    assert await told(district) == [{"mentor_oak": 1}]
    await district.scheduling.receive(district.id, holds(district, "mentor_oak", "mentor", "elm"))
    assert (await told(district))[1:] == [{"mentor_oak": 1}]
    latest = (await district.scheduling.published(district.id, "scheduling.responsibility.shared.v1"))[-1]
    first = latest["data"]["people"][0]["first_tasks"]
    assert [one["school_id"] for one in first] == [str(district.schools["elm"])]


async def test_who_is_heard_of_after_their_role_is_told_then(district: District) -> None:
    await district.published(activity("A1", **COUNSELS))
    district.people["ann"] = district.schools["oak"]
    await district.scheduling.receive(district.id, holds(district, "ann", "counselor", "oak"))
    assert await told(district) == []
    facts = {"given_name": "A", "family_name": "ann", "email": None, "language": "en", "active": True, "version": 1}
    person = ("partners.staff.recorded.v1", {"staff_id": district.people["ann"], **facts})
    await district.scheduling.receive(district.id, person)
    assert await told(district) == [{"ann": 1}]


async def test_a_role_or_a_membership_of_a_later_day_is_told_as_that_day_begins(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = Teams(district)
    lead = member(district.people["coordinator_oak"], "leader")
    await teams.told(lead)
    await district.published(activity("A1", **COUNSELS), activity("A2", owner_role="team:attendance"))

    async def morning(ahead: int) -> None:
        moment = noon(TODAY + timedelta(days=ahead))
        monkeypatch.setattr(clock, "now", lambda: moment)
        await begin_day(district)

    await morning(1)
    begins = TODAY + timedelta(days=2)
    later = holds(district, "mentor_oak", "counselor", "oak", starts_on=begins)
    await district.scheduling.receive(district.id, later)
    await teams.told(lead, member(district.people["principal_oak"], starts_on=begins.isoformat()))
    assert await told(district) == []
    await morning(2)
    assert await told(district) == [{"mentor_oak": 1, "principal_oak": 1}]
    # What is told of a day before it begins waits for its beginning, and is told then alone.
    moment = datetime.combine(TODAY + timedelta(days=3), time(9), UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    soon = holds(district, "executive", "counselor", "oak", starts_on=TODAY + timedelta(days=3))
    await district.scheduling.receive(district.id, soon)
    assert len(await told(district)) == 1
    await morning(3)
    await morning(4)
    assert (await told(district))[1:] == [{"executive": 1}]


async def test_who_joins_a_second_team_does_not_hear_of_the_first_again(district: District) -> None:
    await Teams(district).told()
    of = district.people
    data = team(district.schools["oak"], member(of["coordinator_oak"], "leader"), kind="data")
    await district.scheduling.receive(district.id, data)
    await district.published(activity("A1", owner_role="team:attendance"), activity("A2", owner_role="team:data"))
    first = await told(district)
    joined = {**data[1], "version": 2, "members": [*data[1]["members"], member(of["mentor_oak"])]}
    await district.scheduling.receive(district.id, (data[0], joined))
    assert first == [{"mentor_oak": 1, "principal_oak": 1}]
    assert (await told(district))[1:] == [{"mentor_oak": 1}]
