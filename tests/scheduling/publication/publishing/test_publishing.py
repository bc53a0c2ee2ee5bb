"""A plan reaches the schools once, approved by somebody else."""

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District, activity, plan_of


async def test_a_plan_becomes_every_targeted_schools_tasks(district: District, scheduling: Service) -> None:
    plan = await district.published(
        activity("A1"),
        activity("A2", targets={"kind": "schools", "local_codes": ["0301"]}, owner_role="principal"),
        activity("A3", targets={"kind": "rule", "levels": ["elementary"], "tags": ["title-1"]}),
    )
    assert (plan["state"], plan["school_count"], plan["task_count"]) == ("published", 3, 5)
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    where = {(task["activity_code"], task["school"]["id"]): task["owner"] and task["owner"]["id"] for task in tasks}
    schools, people = district.schools, district.people
    assert where == {
        ("A1", str(schools["oak"])): str(people["coordinator_oak"]),
        ("A1", str(schools["elm"])): str(people["coordinator_elm"]),
        ("A1", str(schools["high"])): None,
        ("A2", str(schools["high"])): None,
        ("A3", str(schools["oak"])): str(people["coordinator_oak"]),
    }
    chunks = await scheduling.published(district.id, "scheduling.tasks.assigned.v2")
    assert [chunk["data"]["chunk"] for chunk in chunks] == [0, 1, 2]
    assert sum(len(chunk["data"]["tasks"]) for chunk in chunks) == 5
    (told,) = await scheduling.published(district.id, "scheduling.plan.published.v1")
    assert told["data"]["chunk_count"] == 3


async def test_nobody_approves_their_own_plan(district: District, scheduling: Service) -> None:
    both = district.as_person("author", ("district_coordinator", None), ("executive_leader", None))
    plan = (await both.post("/v1/plans", json=plan_of())).json()
    await both.post(f"/v1/plans/{plan['id']}/submit")
    body = {"content_hash": plan["content_hash"]}
    own = await both.post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert_refused(own, 403, "own_work")
    machine = await scheduling.machine(district.id).post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert_refused(machine, 403, "people_only")
    coordinator = await district.oak.post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert_refused(coordinator, 403, "not_permitted")


async def test_publishing_twice_is_refused_and_makes_nothing_twice(district: District, scheduling: Service) -> None:
    plan = await district.published(activity())
    again = await district.author.post(f"/v1/plans/{plan['id']}/publish")
    assert_refused(again, 409, "wrong_state")
    (count,) = await scheduling.sql("select count(*) from tasks where district_id = $1", district.id)
    assert count[0] == 3
