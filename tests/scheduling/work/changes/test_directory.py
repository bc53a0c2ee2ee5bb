"""A moving directory: schools come and go, roles change hands, and the open tasks follow."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.publication.revisions.factories import goals, revise
from tests.scheduling.work.changes.factories import changes, school


async def states(district: District, plan: dict[str, Any], school_id: UUID) -> dict[str, str]:
    """State by activity of the tasks at a school."""
    query = {"plan_id": plan["id"], "school_id": str(school_id)}
    found = (await district.author.get("/v1/tasks", params=query)).json()["items"]
    return {task["activity_code"]: task["state"] for task in found}


async def test_a_school_that_joins_gets_the_open_tasks(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    past = activity(
        "A2", due={"kind": "offset", "count": 0, "unit": "days", "direction": "after", "anchor": "publication"}
    )
    plan = await district.published(activity(), past, activity("A3", targets={"kind": "rule", "levels": ["high"]}))
    new = new_id()
    await scheduling.receive(district_id, school(new))
    assert await states(district, plan, new) == {"A1": "open", "A2": "open"}
    (told,) = await changes(district, "school")
    assert told["owner_id"] is None
    assert told["counts"]["added"] == 2
    await scheduling.receive(district_id, school(new, version=3))
    assert len(await changes(district, "school")) == 1


async def test_a_school_that_joins_gets_nothing_of_an_activity_that_was_left_out(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity(), activity("A2"))
    await revise(district, plan, {"goals": goals(activity())})
    new = new_id()
    await scheduling.receive(district_id, school(new))
    assert await states(district, plan, new) == {"A1": "open"}


async def test_a_tag_that_stops_matching_takes_open_tasks_away_and_brings_them_back(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    tagged = {"kind": "rule", "tags": ["title-1"]}
    plan = await district.published(activity(targets=tagged), activity("A2", targets=tagged), activity("A3"))
    oak = district.schools["oak"]
    done = await district.task(plan, "oak", "A2")
    assert (await district.oak.post(f"/v1/tasks/{done['id']}/complete", json={})).status_code == 200
    await scheduling.receive(district_id, school(oak, tags=[]))
    assert await states(district, plan, oak) == {"A1": "withdrawn", "A2": "done", "A3": "open"}
    (told,) = await changes(district, "school")
    assert told["owner_id"] == str(district.people["coordinator_oak"])
    assert [line["change"] for line in told["lines"]] == ["withdrawn"]
    await scheduling.receive(district_id, school(oak, tags=["title-1"], version=3))
    assert await states(district, plan, oak) == {"A1": "open", "A2": "done", "A3": "open"}


async def test_a_task_withdrawn_by_hand_stays_withdrawn(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    assert (await district.author.post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "no"})).status_code == 200
    await scheduling.receive(district_id, school(district.schools["oak"]))
    assert await states(district, plan, district.schools["oak"]) == {"A1": "withdrawn"}


async def test_a_school_that_closes_loses_its_open_tasks(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    closed = school(district.schools["oak"], closes_on=TODAY - timedelta(days=2))
    await scheduling.receive(district_id, closed)
    assert await states(district, plan, district.schools["oak"]) == {"A1": "withdrawn"}


async def test_a_role_that_changes_hands_moves_the_open_tasks_and_says_so(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity(), activity("A2"))
    leaver, successor = district.people["coordinator_oak"], district.people["mentor_oak"]
    ended = {
        **district.role("coordinator_oak", "school_coordinator", "oak"),
        "ends_on": TODAY - timedelta(days=1),
        "version": 2,
    }
    (old,) = await scheduling.sql(
        "select id from directory_roles where district_id = $1 and staff_id = $2", district_id, leaver
    )
    ended["assignment_id"] = old["id"]
    begun = district.role("mentor_oak", "school_coordinator", "oak")
    await scheduling.receive(district_id, ("partners.role.ended.v1", ended), ("partners.role.assigned.v1", begun))
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(successor)
    waiting, made = await scheduling.published(district_id, "scheduling.handover.made.v1")
    assert waiting["data"]["new_owner_id"] is None
    assert waiting["data"]["handover_id"] == made["data"]["handover_id"]
    assert made["data"]["former_owner_id"] == str(leaver)
    assert made["data"]["new_owner_id"] == str(successor)
    assert made["data"]["task_count"] == 2
    assert await changes(district, "role") == []


async def test_who_leaves_leaves_unowned_tasks_and_the_next_holder_gets_them(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    left = {
        **{"staff_id": district.people["coordinator_oak"], "given_name": "A", "family_name": "b", "email": None},
        **{"language": "en", "active": False, "version": 2},
    }
    await scheduling.receive(district_id, ("partners.staff.recorded.v1", left))
    assert (await district.task(plan, "oak"))["owner"] is None
    await scheduling.receive(
        district_id, ("partners.role.assigned.v1", district.role("mentor_oak", "school_coordinator", "oak"))
    )
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(district.people["mentor_oak"])
    *_, made = await scheduling.published(district_id, "scheduling.handover.made.v1")
    assert made["data"]["new_owner_id"] == str(district.people["mentor_oak"])
    assert await changes(district, "role") == []


async def test_the_first_holder_of_a_role_is_told_what_is_theirs(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    await scheduling.receive(
        district_id, ("partners.role.assigned.v1", district.role("mentor_oak", "school_coordinator", "high"))
    )
    assert (await district.task(plan, "high"))["owner"]["id"] == str(district.people["mentor_oak"])
    (told,) = await changes(district, "role")
    assert told["counts"] == {"added": 0, "redated": 0, "withdrawn": 0, "received": 1, "given_away": 0}
    assert await scheduling.published(district_id, "scheduling.handover.made.v1") == []


async def test_a_person_who_gets_and_loses_a_role_in_one_batch_owns_nothing(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    begun = district.role("mentor_oak", "school_coordinator", "high")
    ended = {**begun, "ends_on": TODAY - timedelta(days=1), "version": 2}
    await scheduling.receive(district_id, ("partners.role.assigned.v1", begun), ("partners.role.ended.v1", ended))
    assert (await district.task(plan, "high"))["owner"] is None


async def test_a_role_that_is_taken_back_on_its_first_day_is_held_no_more_at_once(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    begun = {**district.role("mentor_oak", "school_coordinator", "high"), "starts_on": TODAY}
    await scheduling.receive(district_id, ("partners.role.assigned.v1", begun))
    assert (await district.task(plan, "high"))["owner"]["id"] == str(district.people["mentor_oak"])
    taken_back = {**begun, "ends_on": TODAY - timedelta(days=1), "version": 2}
    await scheduling.receive(district_id, ("partners.role.ended.v1", taken_back))
    assert (await district.task(plan, "high"))["owner"] is None


async def test_a_second_holder_takes_nothing_from_the_first(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    begun = {**district.role("mentor_oak", "school_coordinator", "oak"), "starts_on": TODAY - timedelta(days=90)}
    await scheduling.receive(district_id, ("partners.role.assigned.v1", begun))
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(district.people["coordinator_oak"])


def staff(id_: UUID, **changes: Any) -> tuple[str, dict[str, Any]]:
    """Somebody as partners tells of them."""
    data = {"staff_id": id_, "given_name": "A", "family_name": "b", "email": None, "language": "en", "active": True}
    return "partners.staff.recorded.v1", {**data, "version": 2, **changes}


async def test_who_comes_back_gets_what_nobody_has(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    back = district.people["coordinator_oak"]
    await scheduling.receive(district_id, staff(back, active=False))
    await scheduling.receive(district_id, staff(back, version=3))
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(back)
    assert (await district.task(plan, "high"))["owner"] is None
    (away,) = await scheduling.published(district_id, "scheduling.handover.made.v1")
    assert away["data"]["new_owner_id"] is None
    (told,) = await changes(district, "role")
    assert (told["owner_id"], told["counts"]["received"]) == (str(back), 1)


async def test_a_role_that_is_heard_of_before_its_holder_brings_its_tasks_all_the_same(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    new = district.people["new"] = new_id()
    await scheduling.receive(
        district_id, ("partners.role.assigned.v1", district.role("new", "school_coordinator", "high"))
    )
    assert (await district.task(plan, "high"))["owner"] is None
    await scheduling.receive(district_id, staff(new, version=1))
    assert (await district.task(plan, "high"))["owner"]["id"] == str(new)


async def test_a_school_that_joins_as_a_plan_ends_gets_none_of_its_tasks(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    for code in ("0901", "0902", "0903", "0904"):
        plan = await district.published(*(activity(f"A{n}") for n in range(10)))
        ended, _ = await asyncio.gather(
            district.author.post(f"/v1/plans/{plan['id']}/close", json={}),
            scheduling.receive(district_id, school(new_id(), local_code=code)),
        )
        assert ended.status_code == 200, ended.text
        query = "select distinct state from tasks where plan_id = $1"
        assert [row["state"] for row in await scheduling.sql(query, UUID(plan["id"]))] == ["open"]
        figures = (await district.author.get(f"/v1/plans/{plan['id']}/result")).json()["figures"]
        tasks = await scheduling.sql("select count(*) from tasks where plan_id = $1", UUID(plan["id"]))
        assert tasks[0]["count"] == figures["total"]["tasks"]
