"""Whom a publication concerns is told by owner and place, before the tasks are listed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.scheduling.publication.publishing import repository
from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity

TOLD = "scheduling.plan.people_assigned.v1"
TEACHER = "teacher"


async def hire(district: District, name: str, school: str, role: str = TEACHER) -> str:
    """Somebody new who holds a role."""
    district.people[name] = new_id()
    staff = {"staff_id": district.people[name], "given_name": "A", "family_name": name, "email": None, "language": "en"}
    await district.scheduling.receive(
        district.id,
        ("partners.staff.recorded.v1", {**staff, "active": True, "version": 1}),
        ("partners.role.assigned.v1", district.role(name, role, school)),
    )
    return str(district.people[name])


async def shares(scheduling: Service, district_id: UUID) -> dict[tuple[str | None, str | None], dict[str, Any]]:
    """What everybody was given, by owner and place; nobody twice at a place."""
    found = [share for event in await scheduling.published(district_id, TOLD) for share in event["data"]["shares"]]
    by_place = {(share["owner_id"], share["school_id"]): share for share in found}
    assert len(by_place) == len(found)
    return by_place


def due(days: int) -> dict[str, Any]:
    return {"kind": "date", "on": (TODAY + timedelta(days=days)).isoformat()}


async def test_each_owner_is_told_how_much_is_theirs_at_each_place(district: District, scheduling: Service) -> None:
    plan = await district.published(
        activity("A1", due=due(30)),
        activity("A2", due=due(20)),
        activity("A3", owner_role="district_coordinator", targets={"kind": "district"}),
        activity("A4", owner_role="executive_leader", targets={"kind": "schools", "local_codes": ["0101", "0102"]}),
    )
    people, schools = district.people, {name: str(id_) for name, id_ in district.schools.items()}
    found = await shares(scheduling, district.id)
    assert {who: share["task_count"] for who, share in found.items()} == {
        (str(people["coordinator_oak"]), schools["oak"]): 2,
        (str(people["coordinator_elm"]), schools["elm"]): 2,
        (str(people["author"]), None): 1,
        (str(people["executive"]), schools["oak"]): 1,
        (str(people["executive"]), schools["elm"]): 1,
        (None, schools["high"]): 2,
    }
    oak = found[str(people["coordinator_oak"]), schools["oak"]]
    assert oak["first_due_on"] == (TODAY + timedelta(days=20)).isoformat()
    assert [task["due_on"] for task in oak["first_tasks"]] == [
        (TODAY + timedelta(days=days)).isoformat() for days in (20, 30)
    ]
    assert found[None, schools["high"]]["first_tasks"] == []
    (event,) = await scheduling.published(district.id, TOLD)
    said = event["data"]
    assert (said["title"], said["school_year"], said["part"], said["part_count"]) == (
        plan["title"],
        plan["school_year"],
        0,
        1,
    )
    called = {one["activity_id"]: one["title"] for one in said["activities"]}
    assert [called[task["activity_id"]] for task in oak["first_tasks"]] == ["Activity A2", "Activity A1"]


async def test_an_owner_is_told_the_first_five_by_day(district: District, scheduling: Service) -> None:
    await district.published(*(activity(f"A{n}", due=due(40 - n)) for n in range(7)))
    oak = (await shares(scheduling, district.id))[str(district.people["coordinator_oak"]), str(district.schools["oak"])]
    assert oak["task_count"] == 7
    assert [task["due_on"] for task in oak["first_tasks"]] == [
        (TODAY + timedelta(days=days)).isoformat() for days in range(34, 39)
    ]


async def test_each_holder_has_a_share_and_a_pool_is_nobodys_unless_nobody_may_take_from_it(
    district: District, scheduling: Service
) -> None:
    ann, ben = await hire(district, "ann", "oak"), await hire(district, "ben", "oak")
    await district.published(
        activity("A1", owner_role=TEACHER, owned_by="each"), activity("A2", owner_role=TEACHER, owned_by="any")
    )
    schools = {name: str(id_) for name, id_ in district.schools.items()}
    found = await shares(scheduling, district.id)
    assert {who: share["task_count"] for who, share in found.items()} == {
        (ann, schools["oak"]): 1,
        (ben, schools["oak"]): 1,
        (None, schools["elm"]): 1,
        (None, schools["high"]): 1,
    }


async def test_people_are_told_before_the_tasks_and_the_publication(district: District, scheduling: Service) -> None:
    await district.published(activity())
    rows = await scheduling.sql("select type from outbox where district_id = $1 order by seq", district.id)
    types = [type_ for (type_,) in rows if type_.startswith(("scheduling.tasks.", "scheduling.plan.p"))]
    assert types == [TOLD, *["scheduling.tasks.assigned.v2"] * 3, "scheduling.plan.published.v1"]
    (published,) = await scheduling.published(district.id, "scheduling.plan.published.v1")
    assert published["data"]["part_count"] == 1
    lists = await scheduling.published(district.id, "scheduling.tasks.assigned.v2")
    assert {event["data"]["people_told"] for event in lists} == {True}


async def test_many_are_told_in_parts(district: District, scheduling: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"/ {repository.MOST_SHARES} as part" in repository.PUBLISH.text
    smaller = repository.PUBLISH.text.replace(f"/ {repository.MOST_SHARES} as part", "/ 2 as part")
    monkeypatch.setattr(repository, "PUBLISH", text(smaller))
    await district.published(activity())
    events = [event["data"] for event in await scheduling.published(district.id, TOLD)]
    assert [(event["part"], event["part_count"], len(event["shares"])) for event in events] == [(0, 2, 2), (1, 2, 1)]
    assert len(await shares(scheduling, district.id)) == 3
    (published,) = await scheduling.published(district.id, "scheduling.plan.published.v1")
    assert published["data"]["part_count"] == 2


async def test_a_place_with_many_tasks_has_several_lists_and_no_task_in_two(
    district: District, scheduling: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = repository.MOST_TOLD
    smaller = repository.PUBLISH.text.replace(f", {most})", ", 3)").replace(f"+ {most - 1}]", "+ 2]")
    monkeypatch.setattr(repository, "PUBLISH", text(smaller))
    await district.published(*(activity(f"A{n}", due=due(20 + n)) for n in range(7)))
    lists = [event["data"] for event in await scheduling.published(district.id, "scheduling.tasks.assigned.v2")]
    assert [(one["chunk"], len(one["tasks"])) for one in lists] == list(enumerate([3, 3, 1] * 3))
    tasks = [task for one in lists for task in one["tasks"]]
    assert len({task["task_id"] for task in tasks}) == 21
    for start in (0, 3, 6):
        days = [task["due_on"] for one in lists[start : start + 3] for task in one["tasks"]]
        assert days == sorted(days)
    (published,) = await scheduling.published(district.id, "scheduling.plan.published.v1")
    assert (published["data"]["chunk_count"], published["data"]["task_count"]) == (9, 21)
