"""What was done or withdrawn by mistake is put right, and everything that rests on it follows."""

from typing import Any

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.handovers.factories import role_begun, role_ended

REASON = {"reason": "It was another school's."}


async def done(district: District, plan: dict[str, Any]) -> dict[str, Any]:
    """Oak's task, done with what shows it."""
    task = await district.task(plan, "oak")
    url = f"/v1/tasks/{task['id']}"
    await district.oak.post(f"{url}/evidence", json={"title": "Minutes", "url": "https://x.example.org/m"})
    reply = await district.oak.post(f"{url}/complete", json={"note": "Done."})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def total(district: District, plan: dict[str, Any]) -> dict[str, Any]:
    """The plan's figures."""
    return dict((await district.executive.get(f"/v1/plans/{plan['id']}/roll-up")).json()["total"])


async def test_a_done_task_is_open_again_and_its_history_keeps_both(district: District, scheduling: Service) -> None:
    plan = await district.published()
    before = await total(district, plan)
    task = await done(district, plan)
    assert (await total(district, plan))["on_time"] == 1
    url = f"/v1/tasks/{task['id']}"
    await district.executive.put(f"{url}/watch")
    reply = await district.oak.post(f"{url}/reopen", json=REASON)
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert (found["state"], found["done_on"], found["done_at"], found["done_by"]) == ("open", None, None, None)
    assert (found["evidence"], found["notes"]) == (task["evidence"], task["notes"])
    (entry,) = found["reopenings"]
    coordinator = district.actor("coordinator_oak")
    assert {name: entry[name] for name in ("reason", "former_state", "done_on", "done_by", "created_by")} == {
        **{"reason": REASON["reason"], "former_state": "done", "done_on": TODAY.isoformat()},
        **{"done_by": coordinator, "created_by": coordinator},
    }
    history = (await district.oak.get(f"{url}/history")).json()["items"]
    states = [(line["before"], line["after"]) for line in history if line["what"] == "state"]
    assert states == [("open", "done"), ("done", "open")]
    assert REASON["reason"] not in str(history)
    assert await total(district, plan) == before
    recounted = await scheduling.machine(district.id).post("/v1/roll-up/recount")
    assert recounted.json()["cells_corrected"] == 0
    (told,) = await scheduling.published(district.id, "scheduling.task.reopened.v2")
    origin = {name: task["origin"][name] for name in ("kind", "id", "code", "values")}
    origin |= {"title": "Activity A1", "because": None}
    assert told["data"] == {
        **{"task_id": task["id"], "plan_id": plan["id"], "activity_id": task["activity"]["id"]},
        **{"origin": origin, "school_id": task["school"]["id"]},
        **{
            "owner_id": task["owner"]["id"],
            "due_on": task["due_on"],
            "state": "open",
            "unproved": None,
            "former_state": "done",
        },
        **{"done_on": TODAY.isoformat(), "evidence_count": 1},
        "watcher_ids": [str(district.people["executive"])],
    }
    assert (await district.oak.post(f"{url}/complete", json={})).json()["state"] == "done"
    again = (await district.oak.post(f"{url}/reopen", json={"reason": "Once more."})).json()
    assert [entry["reason"] for entry in again["reopenings"]] == [REASON["reason"], "Once more."]


async def test_it_is_on_its_owners_day_again(district: District, scheduling: Service) -> None:
    plan = await district.published()
    task = await done(district, plan)
    await scheduling.sql("update tasks set due_on = $2 where id = $1::uuid returning id", task["id"], TODAY)
    assert (await district.oak.get("/v1/my-day")).json()["due_today"] == []
    await district.oak.post(f"/v1/tasks/{task['id']}/reopen", json=REASON)
    day = (await district.oak.get("/v1/my-day")).json()
    assert [one["id"] for one in day["due_today"]] == [task["id"]]


async def test_who_has_the_role_now_gets_it_when_its_owner_has_left(district: District) -> None:
    plan = await district.published()
    task = await done(district, plan)
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
    await role_begun(district, "mentor_oak", "school_coordinator", "oak")
    kept = (await district.author.get(f"/v1/tasks/{task['id']}")).json()
    assert kept["owner"]["id"] == str(district.people["coordinator_oak"]), "what is done stays whose it was"
    found = (await district.author.post(f"/v1/tasks/{task['id']}/reopen", json=REASON)).json()
    assert found["owner"]["id"] == str(district.people["mentor_oak"])
    await role_ended(district, "mentor_oak", "school_coordinator", "oak")
    assert (await district.author.get(f"/v1/tasks/{task['id']}")).json()["owner"] is None


async def test_what_was_withdrawn_comes_back_by_whom_may_withdraw(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    url = f"/v1/tasks/{task['id']}"
    await district.author.post(f"{url}/withdraw", json={"reason": "Merged."})
    assert_refused(await district.oak.post(f"{url}/reopen", json=REASON), 403, "not_permitted")
    found = (await district.author.post(f"{url}/reopen", json=REASON)).json()
    assert (found["state"], found["withdrawn_reason"]) == ("open", None)
    assert found["reopenings"][0]["withdrawn_reason"] == "Merged."
    assert (await total(district, plan))["withdrawn"] == 0


async def test_what_a_rule_took_only_the_rule_gives_back(district: District, scheduling: Service) -> None:
    plan = await district.published(activity(targets={"kind": "rule", "tags": ["title-1"]}))
    task = await district.task(plan, "oak")
    school = {"name": "oak", "local_code": "0101", "level": "elementary", "grades": ["KG"], "tags": [], "cohort": None}
    told = {"school_id": district.schools["oak"], **school, "opens_on": None, "closes_on": None, "version": 2}
    await scheduling.receive(district.id, ("partners.school.recorded.v1", told))
    refused = await district.author.post(f"/v1/tasks/{task['id']}/reopen", json=REASON)
    assert_refused(refused, 409, "withdrawn_by_rule")


async def test_only_who_answers_for_the_school_puts_right_and_with_a_reason(district: District) -> None:
    plan = await district.published(activity(owner_role="mentor"))
    task = await district.task(plan, "oak")
    url = f"/v1/tasks/{task['id']}"
    owner = district.as_person("mentor_oak", ("mentor", "oak"))
    assert (await owner.post(f"{url}/complete", json={})).status_code == 200
    assert_refused(await owner.post(f"{url}/reopen", json=REASON), 403, "not_permitted")
    assert (await district.elm.post(f"{url}/reopen", json=REASON)).status_code == 404
    for body in ({}, {"reason": ""}, {"reason": "  "}):
        assert (await district.oak.post(f"{url}/reopen", json=body)).status_code == 422
    principal = district.as_person("principal_oak", ("principal", "oak"))
    assert (await principal.post(f"{url}/reopen", json=REASON)).status_code == 200


async def test_what_was_done_late_is_overdue_again(district: District, scheduling: Service) -> None:
    plan = await district.published()
    task = await done(district, plan)
    past = TODAY.replace(year=TODAY.year - 1)
    await scheduling.sql(
        "update tasks set due_on = $2, updated_at = now() where id = $1::uuid returning id", task["id"], past
    )
    assert (await total(district, plan))["overdue"] == 0
    await district.oak.post(f"/v1/tasks/{task['id']}/reopen", json=REASON)
    assert ((await total(district, plan))["overdue"], (await total(district, plan))["done"]) == (1, 0)
