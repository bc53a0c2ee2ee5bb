"""draft → submitted → returned | approved → published → archived."""

from shared.testing.calls import Service
from tests.scheduling.factories import District, activity, plan_of


async def test_a_plan_becomes_every_targeted_schools_tasks(district: District, scheduling: Service) -> None:
    plan = await district.published(
        activity("A1"),
        activity("A2", targets={"kind": "schools", "local_codes": ["0301"]}, owner_role="principal"),
        activity("A3", targets={"kind": "rule", "levels": ["elementary"], "tags": ["title-1"]}),
    )
    assert (plan["state"], plan["school_count"], plan["task_count"]) == ("published", 3, 5)
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    where = {(task["activity_code"], task["school_id"]): task["owner_id"] for task in tasks}
    schools, people = district.schools, district.people
    assert where == {
        ("A1", str(schools["oak"])): str(people["coordinator_oak"]),
        ("A1", str(schools["elm"])): str(people["coordinator_elm"]),
        ("A1", str(schools["high"])): None,
        ("A2", str(schools["high"])): None,
        ("A3", str(schools["oak"])): str(people["coordinator_oak"]),
    }
    chunks = await scheduling.published(district.id, "scheduling.tasks.assigned.v1")
    assert [chunk["data"]["chunk"] for chunk in chunks] == [0, 1, 2]
    assert sum(len(chunk["data"]["tasks"]) for chunk in chunks) == 5
    (told,) = await scheduling.published(district.id, "scheduling.plan.published.v1")
    assert told["data"]["chunk_count"] == 3


async def test_a_returned_plan_is_changed_and_submitted_again(district: District) -> None:
    author, executive = district.author, district.executive
    plan = (await author.post("/v1/plans", json=plan_of())).json()
    url = f"/v1/plans/{plan['id']}"
    assert (await author.post(f"{url}/submit")).json()["state"] == "submitted"
    locked = await author.patch(url, json={"title": "x"}, headers={"If-Match": '"2"'})
    assert (locked.status_code, locked.json()["code"]) == (409, "plan_not_editable")
    returned = (await executive.post(f"{url}/return", json={"reason": "Name the data source."})).json()
    assert (returned["state"], returned["returned_reason"]) == ("returned", "Name the data source.")
    etag = {"If-Match": f'"{returned["version"]}"'}
    changed = (await author.patch(url, json={"title": "Better"}, headers=etag)).json()
    assert changed["content_hash"] != plan["content_hash"]
    assert (await author.post(f"{url}/submit")).status_code == 200
    stale = await executive.post(f"{url}/approve", json={"content_hash": plan["content_hash"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "content_hash_differs")
    right = await district.approve(url, changed["content_hash"])
    assert right.json()["approved_hash"] == changed["content_hash"]


async def test_nobody_approves_their_own_plan(district: District, scheduling: Service) -> None:
    both = district.as_person("author", ("district_coordinator", None), ("executive_leader", None))
    plan = (await both.post("/v1/plans", json=plan_of())).json()
    await both.post(f"/v1/plans/{plan['id']}/submit")
    body = {"content_hash": plan["content_hash"]}
    own = await both.post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert (own.status_code, own.json()["code"]) == (403, "own_work")
    machine = await scheduling.machine(district.id).post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert (machine.status_code, machine.json()["code"]) == (403, "people_only")
    coordinator = await district.oak.post(f"/v1/plans/{plan['id']}/approve", json=body)
    assert (coordinator.status_code, coordinator.json()["code"]) == (403, "not_permitted")


async def test_publishing_twice_is_refused_and_makes_nothing_twice(district: District, scheduling: Service) -> None:
    plan = await district.published(activity())
    again = await district.author.post(f"/v1/plans/{plan['id']}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    (count,) = await scheduling.sql("select count(*) from tasks where district_id = $1", district.id)
    assert count[0] == 3


async def test_the_content_hash_survives_storing(district: District) -> None:
    body = plan_of(
        activity("A1", targets={"kind": "schools", "local_codes": ["0301", "0101"]}),
        activity(
            "A2",
            due={"kind": "offset", "count": 3, "unit": "school_days", "direction": "after", "anchor": "publication"},
        ),
    )
    plan = (await district.author.post("/v1/plans", json=body)).json()
    etag = {"If-Match": f'"{plan["version"]}"'}
    same = (await district.author.patch(f"/v1/plans/{plan['id']}", json={"title": body["title"]}, headers=etag)).json()
    assert same["content_hash"] == plan["content_hash"]


async def test_archiving_withdraws_what_is_open_and_keeps_what_is_done(district: District) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).json()["state"] == "done"
    assert (await district.author.post(f"/v1/plans/{plan['id']}/archive")).json()["state"] == "archived"
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert sorted(task["state"] for task in tasks) == ["done", "withdrawn", "withdrawn"]


async def test_schools_see_only_plans_that_reached_them(district: District) -> None:
    draft = (await district.author.post("/v1/plans", json=plan_of())).json()
    assert (await district.oak.get(f"/v1/plans/{draft['id']}")).status_code == 404
    assert (await district.oak.get("/v1/plans")).json()["items"] == []
    plan = await district.published(activity())
    assert [p["id"] for p in (await district.oak.get("/v1/plans")).json()["items"]] == [plan["id"]]


async def test_a_machine_writes_a_plan_but_a_person_answers_for_it(district: District, scheduling: Service) -> None:
    machine = scheduling.machine(district.id)
    plan = (await machine.post("/v1/plans", json=plan_of())).json()
    reply = await machine.post(f"/v1/plans/{plan['id']}/submit")
    assert (reply.status_code, reply.json()["code"]) == (403, "people_only")
    assert (await district.author.post(f"/v1/plans/{plan['id']}/submit")).status_code == 200
