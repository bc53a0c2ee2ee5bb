"""Who does an activity: one holder of its role, each of them, any of them, a named person; at schools or for the district."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity, plan_of, scored
from tests.scheduling.publication.revisions.factories import goals, revise
from tests.scheduling.work.tasks.factories import hire

TEACHER = "teacher"
EACH = activity(owner_role=TEACHER, owned_by="each")
ANY = activity(owner_role=TEACHER, owned_by="any")
DISTRICT = activity(owner_role="district_coordinator", targets={"kind": "district"})


async def leave(district: District, name: str) -> None:
    """They have left."""
    staff = {"staff_id": district.people[name], "given_name": "A", "family_name": name, "email": None, "language": "en"}
    await district.scheduling.receive(
        district.id, ("partners.staff.recorded.v1", {**staff, "active": False, "version": 2})
    )


async def tasks(district: District, plan: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    """All of a plan's tasks."""
    found = await district.author.get("/v1/tasks", params={"plan_id": plan["id"], **query})
    items: list[dict[str, Any]] = found.json()["items"]
    return items


async def test_each_holder_has_a_task_of_their_own(district: District) -> None:
    ann, ben = await hire(district, "ann", "oak"), await hire(district, "ben", "oak")
    cleo = await hire(district, "cleo", "elm")
    plan = await district.published(EACH)

    found = await tasks(district, plan)

    assert {(task["owner"]["id"], task["school"]["id"]) for task in found} == {
        (str(ann), str(district.schools["oak"])),
        (str(ben), str(district.schools["oak"])),
        (str(cleo), str(district.schools["elm"])),
    }
    assert {task["owned_by"] for task in found} == {"each"}
    assert (plan["task_count"], plan["school_count"]) == (3, 2)


async def test_whoever_has_one_of_each_touches_no_other(district: District) -> None:
    await hire(district, "ann", "oak")
    ben = await hire(district, "ben", "oak")
    plan = await district.published(EACH)
    (bens,) = await tasks(district, plan, owner_id=str(ben))

    caller = district.as_person("ann", (TEACHER, "oak"))
    assert_refused(await caller.get(f"/v1/tasks/{bens['id']}"), 404, "not_found")
    assert_refused(await caller.post(f"/v1/tasks/{bens['id']}/complete", json={}), 404, "not_found")
    given = await district.oak.patch(
        f"/v1/tasks/{bens['id']}", json={"owner_id": None}, headers={"If-Match": f'"{bens["version"]}"'}
    )
    assert_refused(given, 409, "owner_is_fixed")


async def test_a_joiner_gets_theirs_and_a_leavers_goes_and_what_is_done_stays(district: District) -> None:
    ann, ben = await hire(district, "ann", "oak"), await hire(district, "ben", "oak")
    plan = await district.published(EACH)
    (anns,) = await tasks(district, plan, owner_id=str(ann))
    done = await district.as_person("ann", (TEACHER, "oak")).post(f"/v1/tasks/{anns['id']}/complete", json={})
    assert done.status_code == 200

    dora = await hire(district, "dora", "oak")
    await leave(district, "ann")
    await leave(district, "ben")

    assert {task["owner"]["id"]: task["state"] for task in await tasks(district, plan)} == {
        str(ann): "done",
        str(ben): "withdrawn",
        str(dora): "open",
    }


async def test_nobody_is_asked_where_nobody_holds_the_role(district: District) -> None:
    await hire(district, "ann", "oak")
    draft = (await district.author.post("/v1/plans", json=plan_of(EACH))).json()
    preview = (await district.author.get(f"/v1/plans/{draft['id']}/preview")).json()

    assert preview["totals"]["tasks"] == 1
    (role,) = preview["roles_nobody_holds"]
    assert (role["role"], role["school_count"]) == (TEACHER, 2)
    (only,) = preview["activities"]
    assert (only["people"], only["owned_by"]) == (1, "each")


async def test_one_of_several_holders_is_warned_of(district: District) -> None:
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    draft = (await district.author.post("/v1/plans", json=plan_of(activity(owner_role=TEACHER)))).json()
    preview = (await district.author.get(f"/v1/plans/{draft['id']}/preview")).json()

    (warned,) = [warning for warning in preview["warnings"] if warning["code"] == "several_holders"]
    assert (warned["count"], warned["pointer"]) == (1, "/goals/0/strategies/0/activities/0/owned_by")


async def test_a_pool_waits_for_whoever_takes_it(district: District) -> None:
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    plan = await district.published(ANY)
    task = await district.task(plan, "oak")
    assert (task["owner"], task["owned_by"]) == (None, "any")
    ann, ben = (district.as_person(name, (TEACHER, "oak")) for name in ("ann", "ben"))

    assert [each["id"] for each in (await ann.get("/v1/my-day")).json()["to_take"]] == []
    mine = (await ann.get("/v1/tasks")).json()["items"]
    assert [each["id"] for each in mine] == [task["id"]]
    replies = await asyncio.gather(*(caller.post(f"/v1/tasks/{task['id']}/take") for caller in (ann, ben)))

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    taker, other = (ann, ben) if replies[0].status_code == 200 else (ben, ann)
    assert_refused(await other.post(f"/v1/tasks/{task['id']}/take"), 409, "taken_already")
    assert_refused(await other.get(f"/v1/tasks/{task['id']}"), 404, "not_found")
    assert (await taker.post(f"/v1/tasks/{task['id']}/release")).json()["owner"] is None
    assert (await other.post(f"/v1/tasks/{task['id']}/take")).status_code == 200
    assert (await other.post(f"/v1/tasks/{task['id']}/complete", json={})).json()["state"] == "done"


async def test_taking_and_putting_back_is_nothing_that_lacks_an_owner(district: District) -> None:
    await hire(district, "ann", "oak")
    plan = await district.published(ANY)
    task = await district.task(plan, "oak")
    ann = district.as_person("ann", (TEACHER, "oak"))
    for move in ("take", "release"):
        assert (await ann.post(f"/v1/tasks/{task['id']}/{move}")).status_code == 200

    told = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    assert [event["data"]["owner_id"] for event in told] == [str(district.people["ann"])] * 2


async def test_another_pools_people_hear_nothing_of_what_is_taken(district: District) -> None:
    for name, school in (("ann", "oak"), ("cleo", "elm")):
        await hire(district, name, school)
    task = await district.task(await district.published(ANY), "oak")
    assert (await district.as_person("ann", (TEACHER, "oak")).post(f"/v1/tasks/{task['id']}/take")).status_code == 200

    cleo = district.as_person("cleo", (TEACHER, "elm"))
    assert_refused(await cleo.post(f"/v1/tasks/{task['id']}/take"), 404, "not_found")


async def test_who_is_named_does_it_where_they_work_and_elsewhere_who_holds_the_role(district: District) -> None:
    await hire(district, "ann", "oak")
    ben, cleo = await hire(district, "ben", "oak"), await hire(district, "cleo", "elm")
    draft = (
        await district.author.post("/v1/plans", json=plan_of(activity(owner_role=TEACHER, owner_id=str(ben))))
    ).json()
    preview = (await district.author.get(f"/v1/plans/{draft['id']}/preview")).json()
    (warned,) = [warning for warning in preview["warnings"] if warning["code"] == "named_elsewhere"]
    (counted,) = preview["activities"]
    assert warned["pointer"] == "/goals/0/strategies/0/activities/0/owner_id"
    assert warned["count"] == counted["places_named_elsewhere"] == counted["schools"] - 1

    plan = await district.published(activity(owner_role=TEACHER, owner_id=str(ben)))
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(ben)
    assert (await district.task(plan, "elm"))["owner"]["id"] == str(cleo)

    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", district.role("ben", TEACHER, "elm")))
    assert (await district.task(plan, "elm"))["owner"]["id"] == str(ben)


async def test_a_pool_is_on_the_day_of_those_who_may_take_it(district: District) -> None:
    await hire(district, "ann", "oak")
    await hire(district, "cleo", "elm")
    soon = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}
    plan = await district.published(activity(owner_role=TEACHER, owned_by="any", due=soon))
    task = await district.task(plan, "oak")

    day = (await district.as_person("ann", (TEACHER, "oak")).get("/v1/my-day")).json()
    assert [(each["id"], each["reasons"][0]["why"]) for each in day["to_take"]] == [(task["id"], "to_take")]
    assert day["to_take"][0]["because"] == "you are teacher at oak"
    others = (await district.as_person("cleo", (TEACHER, "elm")).get("/v1/my-day")).json()["to_take"]
    assert task["id"] not in [each["id"] for each in others]


async def test_who_holds_the_role_by_hand_and_by_the_roster_is_one_person(district: District) -> None:
    ann = await hire(district, "ann", "oak")
    again = district.role("ann", TEACHER, "oak")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", again))
    soon = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}
    pool = activity("A1", owner_role=TEACHER, owned_by="any", due=soon)
    plan = await district.published(pool, activity("A2", owner_role=TEACHER, owned_by="each", due=soon))
    day = (await district.as_person("ann", (TEACHER, "oak")).get("/v1/my-day")).json()
    assert [[reason["why"] for reason in each["reasons"]] for each in day["to_take"]] == [["to_take"]]
    assert [each["activity_code"] for each in day["due_soon"]] == ["A2"]
    ended = {**again, "ends_on": TODAY - timedelta(days=1), "version": 2}
    await district.scheduling.receive(district.id, ("partners.role.ended.v1", ended))
    theirs = await tasks(district, plan, owner_id=str(ann))
    assert [(each["activity_code"], each["state"]) for each in theirs] == [("A2", "open")], "the other goes on"


async def test_only_who_holds_the_role_takes_and_only_from_a_pool(district: District) -> None:
    await hire(district, "ann", "oak")
    plan = await district.published(ANY, activity("A2"))
    pooled, plain = await district.task(plan, "oak"), await district.task(plan, "oak", "A2")

    assert_refused(await district.oak.post(f"/v1/tasks/{pooled['id']}/take"), 403, "not_permitted")
    assert_refused(await district.oak.post(f"/v1/tasks/{plain['id']}/take"), 409, "no_pool")
    assert_refused(await district.oak.post(f"/v1/tasks/{plain['id']}/release"), 409, "no_pool")
    client = district.scheduling.machine(district.id, "tasks:read", "tasks:write")
    assert_refused(await client.post(f"/v1/tasks/{pooled['id']}/take"), 403, "people_only")


async def test_what_a_leaver_took_goes_back_into_the_pool(district: District) -> None:
    await hire(district, "ann", "oak")
    await hire(district, "ben", "oak")
    plan = await district.published(ANY)
    task = await district.task(plan, "oak")
    await district.as_person("ann", (TEACHER, "oak")).post(f"/v1/tasks/{task['id']}/take")
    await leave(district, "ann")

    assert (await district.task(plan, "oak"))["owner"] is None
    unowned = (await district.author.get("/v1/unowned-tasks")).json()
    assert str(district.schools["oak"]) not in [group["school"]["id"] for group in unowned["groups"]]


async def test_a_pool_of_nobody_is_nobodys(district: District) -> None:
    await district.published(ANY)
    unowned = (await district.author.get("/v1/unowned-tasks")).json()
    assert (unowned["task_count"], {group["role"] for group in unowned["groups"]}) == (3, {TEACHER})


async def test_the_district_itself_does_a_thing_once(district: District) -> None:
    plan = await district.published(DISTRICT)
    (task,) = await tasks(district, plan)

    assert (task["school"], task["owner"]["id"]) == (None, str(district.people["author"]))
    assert [each["id"] for each in (await district.oak.get("/v1/tasks")).json()["items"]] == []
    assert_refused(await district.oak.get(f"/v1/tasks/{task['id']}"), 404, "not_found")
    done = await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert done.json()["state"] == "done"
    (line,) = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": "school"})).json()["groups"]
    assert (line["title"], line["tasks"], line["done"]) == ("The district itself", 1, 1)


async def test_what_the_district_owes_passes_on_with_its_role(district: District) -> None:
    plan = await district.published(DISTRICT)
    successor = await hire(district, "next", None, "district_coordinator")
    await leave(district, "author")

    found = await district.executive.get("/v1/tasks", params={"plan_id": plan["id"]})
    (task,) = found.json()["items"]
    assert task["owner"]["id"] == str(successor)
    (made,) = await district.scheduling.published(district.id, "scheduling.handover.made.v1")
    assert (made["data"]["school_id"], made["data"]["new_owner_id"]) == (None, str(successor))


async def test_a_fact_of_the_district_proves_what_the_district_owes(district: District) -> None:
    done_when = {"kind": "event", "event_type": "assessment.administration.scored.v2", "conditions": []}
    plan = await district.published({**DISTRICT, "done_when": done_when}, activity("A2", done_when=done_when))
    type_, fact = scored(district.schools["oak"])
    await district.scheduling.receive(district.id, (type_, {**fact, "subject_kind": "district", "school_id": None}))

    states = {
        (task["activity_code"], task["school"] and task["school"]["name"]): task["state"]
        for task in await tasks(district, plan)
    }
    assert states[("A1", None)] == "done"
    assert {state for (code, _), state in states.items() if code == "A2"} == {"open"}


async def test_a_role_proves_the_task_of_whoever_got_it(district: District) -> None:
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    asked = {
        "kind": "event",
        "event_type": "partners.role.assigned.v1",
        "conditions": [{"field": "role", "op": "equals", "value": "mentor"}],
    }
    plan = await district.published({**EACH, "done_when": asked})
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", district.role("ann", "mentor", "oak")))

    assert {task["owner"]["name"]: task["state"] for task in await tasks(district, plan)} == {
        "A ann": "done",
        "A ben": "open",
    }


async def test_a_named_person_does_it_as_long_as_they_are_at_work(district: District) -> None:
    ann = await hire(district, "ann", "oak")
    plan = await district.published(activity(owner_id=str(ann), targets={"kind": "rule", "cohorts": ["1"]}))
    (task,) = await tasks(district, plan)
    assert task["owner"]["id"] == str(ann)

    await leave(district, "ann")
    (task,) = await tasks(district, plan)
    assert task["owner"]["id"] == str(district.people["coordinator_oak"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"owner_id": "00000000-0000-7000-8000-000000000001"}, "no_such_staff"),
        ({"owner_id": "00000000-0000-7000-8000-000000000001", "owned_by": "each"}, "invalid"),
        ({"owned_by": "everybody"}, "invalid"),
        ({"targets": {"kind": "district", "school_ids": []}}, "invalid"),
    ],
)
async def test_owners_that_make_no_sense_are_refused(district: District, changes: dict[str, Any], code: str) -> None:
    assert_refused(await district.author.post("/v1/plans", json=plan_of(activity(**changes))), 422, code)


async def test_a_revision_turns_one_into_each_and_back(district: District) -> None:
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    at_oak = {"kind": "rule", "cohorts": ["1"]}
    plan = await district.published(activity(owner_role=TEACHER, targets=at_oak))
    await revise(district, plan, {"goals": goals(activity(owner_role=TEACHER, targets=at_oak, owned_by="each"))})

    found = await tasks(district, plan)
    assert sorted((task["owned_by"], task["state"]) for task in found) == [
        ("each", "open"),
        ("each", "open"),
        ("one", "withdrawn"),
    ]
    await revise(district, plan, {"goals": goals(activity(owner_role=TEACHER, targets=at_oak))})
    found = await tasks(district, plan)
    assert sorted((task["owned_by"], task["state"]) for task in found) == [
        ("each", "withdrawn"),
        ("each", "withdrawn"),
        ("one", "open"),
    ]


async def test_who_holds_several_roles_there_has_one_of_each_and_proves_it_once(district: District) -> None:
    ann = await hire(district, "ann", "oak")
    again = [district.role("ann", role, "oak") for role in (TEACHER, "mentor")]
    await district.scheduling.receive(district.id, *(("partners.role.assigned.v1", role) for role in again))
    begun = {"kind": "event", "event_type": "partners.role.assigned.v1", "conditions": []}
    given = {"owner_role": TEACHER, "owned_by": "each"}
    plan = await district.published(
        activity("A1", **given, done_when=begun), activity("A2", **given, responsible_roles=["mentor", TEACHER])
    )

    assert sorted((task["activity_code"], task["owner"]["id"]) for task in await tasks(district, plan)) == [
        *(("A1", str(ann)), ("A2", str(ann)))
    ]
    facts = [{**district.role("ann", role, "oak"), "starts_on": TODAY} for role in ("nurse", "coach")]
    await district.scheduling.receive(district.id, *(("partners.role.assigned.v1", fact) for fact in facts))

    states = {task["activity_code"]: task["state"] for task in await tasks(district, plan)}
    assert states == {"A1": "done", "A2": "open"}
    assert len(await district.scheduling.published(district.id, "scheduling.task.completed.v2")) == 1
    proofs = (await district.author.get("/v1/proofs", params={"plan_id": plan["id"]})).json()["items"]
    assert sorted(proof["outcome"] for proof in proofs) == ["closed", "further"]


async def test_who_shares_by_several_roles_is_told_once_and_lists_it_once(district: District) -> None:
    ann = await hire(district, "ann", "oak")
    await district.scheduling.receive(
        district.id, ("partners.role.assigned.v1", district.role("ann", "counselor", "oak"))
    )
    soon = {"kind": "date", "on": (TODAY + timedelta(days=5)).isoformat()}
    await district.published(activity(due=soon, responsible_roles=["counselor", TEACHER], responsible_ids=[str(ann)]))

    caller = district.as_person("ann", (TEACHER, "oak"), ("counselor", "oak"))
    day = (await caller.get("/v1/my-day")).json()
    assert [[reason["why"] for reason in task["reasons"]] for task in day["due_soon"]] == [["responsible", "due_soon"]]
    assert len((await caller.get("/v1/tasks")).json()["items"]) == 1
    told = await district.scheduling.published(district.id, "scheduling.responsibility.shared.v1")
    people = [person for event in told for person in event["data"]["people"]]
    assert [(person["person_id"], person["task_count"]) for person in people] == [(str(ann), 1)]
