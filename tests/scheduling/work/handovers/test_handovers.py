"""The handover page: what a leaver leaves, as it stands, with what the two tell each other."""

from datetime import timedelta
from typing import Any

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.barriers.factories import barrier_of
from tests.scheduling.work.delegations.factories import mentor, principal
from tests.scheduling.work.handovers.factories import handovers, role_begun, role_ended


def due(code: str, ahead: int) -> dict[str, Any]:
    """An activity due so many days ahead."""
    return activity(code, due={"kind": "date", "on": (TODAY + timedelta(days=ahead)).isoformat()})


async def handed_over(district: District, *activities: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(plan, handover): Oak's coordinator gave all of a plan to the mentor, who is coordinator now."""
    plan = await district.published(*activities)
    await role_begun(district, "mentor_oak", "school_coordinator", "oak")
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
    (handover,) = await handovers(district, school_id=str(district.schools["oak"]))
    return plan, handover


async def test_the_page_shows_overdue_upcoming_and_later_with_steps_notes_and_barriers(
    scheduling: Service, district: District
) -> None:
    plan, handover = await handed_over(
        district, due("A1", 1), due("A2", 5), due("A3", 14), due("A4", 15), due("A5", 3), due("A6", 4)
    )
    tasks = {code: await district.task(plan, "oak", code) for code in ("A1", "A2", "A5", "A6")}
    await scheduling.sql(
        "update tasks set due_on = $2 where id = $1 returning 1", tasks["A1"]["id"], TODAY - timedelta(days=1)
    )
    author, path = district.author, f"/v1/tasks/{tasks['A2']['id']}"
    step = (await author.post(f"{path}/steps", json={"title": "x"})).json()["steps"][0]
    await author.post(f"{path}/steps", json={"title": "y"})
    await author.patch(f"{path}/steps/{step['id']}", json={"done": True})
    await author.post(f"{path}/notes", json={"body": "for all"})
    await author.post(f"{path}/notes", json={"body": "for the district", "visibility": "district"})
    raised = await author.post("/v1/barriers", json=barrier_of(task_ids=[tasks["A5"]["id"]]))
    elsewhere = await author.post("/v1/barriers", json=barrier_of(task_ids=[(await district.task(plan, "elm"))["id"]]))
    assert elsewhere.status_code == 201, elsewhere.text
    assert (await author.post(f"/v1/tasks/{tasks['A6']['id']}/complete", json={})).status_code == 200
    page = (await mentor(district).get(f"/v1/handovers/{handover['id']}")).json()
    shown = {name: [task["activity_code"] for task in page[name]] for name in ("overdue", "upcoming", "later")}
    assert shown == {"overdue": ["A1"], "upcoming": ["A5", "A2", "A3"], "later": ["A4"]}
    assert (page["live_count"], page["done_count"], page["task_count"]) == (5, 1, 6)
    blocked, second, _ = page["upcoming"]
    assert (second["steps_done"], second["steps_total"]) == (1, 2)
    assert [note["body"] for note in second["notes"]] == ["for all"]
    assert [barrier["id"] for barrier in blocked["barriers"]] == [raised.json()["id"]]
    for_district = (await author.get(f"/v1/handovers/{handover['id']}")).json()
    assert [note["body"] for note in for_district["upcoming"][1]["notes"]] == ["for all", "for the district"]


async def test_only_what_the_role_itself_left_is_on_its_page(district: District) -> None:
    """One change ends two roles of one person at two schools: two handovers, each with its own tasks."""
    plan = await district.published(activity("A1"), activity("A2", owner_role="counselor"))
    left = {
        **{"staff_id": district.people["coordinator_oak"], "given_name": "A", "family_name": "b", "email": None},
        **{"language": "en", "active": False, "version": 2},
    }
    await role_begun(district, "coordinator_oak", "counselor", "oak")
    await role_begun(district, "coordinator_oak", "school_coordinator", "high")
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", left))
    found = {}
    for row in await handovers(district):
        page = (await district.author.get(f"/v1/handovers/{row['id']}")).json()
        found[row["school"]["id"], row["role"]] = [task["id"] for task in page["later"]]
    oak, high = (str(district.schools[name]) for name in ("oak", "high"))
    assert found == {
        (oak, "school_coordinator"): [(await district.task(plan, "oak"))["id"]],
        (oak, "counselor"): [(await district.task(plan, "oak", "A2"))["id"]],
        (high, "school_coordinator"): [(await district.task(plan, "high"))["id"]],
    }


async def test_both_sides_their_leaders_and_the_district_see_it_nobody_else(district: District) -> None:
    _, handover = await handed_over(district, activity())
    teacher = district.as_person("coordinator_elm", ("teacher", "oak"))
    path = f"/v1/handovers/{handover['id']}"
    for caller, status in (
        *((district.author, 200), (mentor(district), 200), (district.oak, 200), (principal(district), 200)),
        *((district.elm, 404), (teacher, 404)),
    ):
        assert (await caller.get(path)).status_code == status
        listed = (await caller.get("/v1/handovers")).json()["items"]
        assert [row["id"] for row in listed] == ([handover["id"]] if status == 200 else [])
    assert (await district.author.get(f"/v1/handovers/{new_id()}")).status_code == 404


async def test_who_left_the_school_reads_no_notes_but_their_own(district: District) -> None:
    plan, handover = await handed_over(district, activity())
    task = await district.task(plan, "oak")
    await district.oak.post(f"/v1/tasks/{task['id']}/notes", json={"body": "the leaver's"})
    await district.author.post(f"/v1/tasks/{task['id']}/notes", json={"body": "another's"})
    gone = district.as_person("coordinator_oak", ("teacher", "elm"))
    page = (await gone.get(f"/v1/handovers/{handover['id']}")).json()
    assert [note["body"] for note in page["later"][0]["notes"]] == ["the leaver's"]
    page = (await mentor(district).get(f"/v1/handovers/{handover['id']}")).json()
    assert [note["body"] for note in page["later"][0]["notes"]] == ["the leaver's", "another's"]


async def test_of_a_tasks_many_notes_the_latest_are_shown(district: District) -> None:
    plan, handover = await handed_over(district, activity())
    task = await district.task(plan, "oak")
    for n in range(21):
        await district.author.post(f"/v1/tasks/{task['id']}/notes", json={"body": f"note {n}"})
    page = (await mentor(district).get(f"/v1/handovers/{handover['id']}")).json()
    assert [note["body"] for note in page["later"][0]["notes"]] == [f"note {n}" for n in range(1, 21)]


async def test_notes_pass_between_both_sides(district: District) -> None:
    _, handover = await handed_over(district, activity())
    path = f"/v1/handovers/{handover['id']}"
    gone = district.as_person("coordinator_oak", ("teacher", "elm"))
    for caller, body in (
        (gone, "The binder lies in room 12."),
        (mentor(district), "Found it."),
        (district.author, "!"),
    ):
        reply = await caller.post(f"{path}/notes", json={"body": body})
        assert reply.status_code == 201, reply.text
    assert [note["body"] for note in reply.json()["notes"]] == ["The binder lies in room 12.", "Found it.", "!"]
    assert reply.json()["version"] == handover["version"] + 3
    assert_refused(await district.executive.post(f"{path}/notes", json={"body": "x"}), 403, "not_permitted")
    assert (await district.elm.post(f"{path}/notes", json={"body": "x"})).status_code == 404


async def test_notes_that_make_no_sense_or_are_too_many_are_refused(scheduling: Service, district: District) -> None:
    _, handover = await handed_over(district, activity())
    path = f"/v1/handovers/{handover['id']}/notes"
    for body in ({}, {"body": ""}, {"body": "  "}, {"body": "x" * 10_001}, {"body": "a\x00"}, {"body": "x", "to": 1}):
        assert (await district.author.post(path, json=body)).status_code == 422
    await scheduling.sql(
        """insert into handover_notes (district_id, id, handover_id, body, created_at, updated_at, created_by, updated_by)
        select $1, uuidv7(), $2::uuid, 'x', now(), now(), 'x', 'x' from generate_series(1, 100) returning 1""",
        district.id,
        handover["id"],
    )
    reply = await district.author.post(path, json={"body": "one more"})
    assert_refused(reply, 409, "too_many_notes")


async def test_a_handover_waits_until_somebody_takes_over_or_its_tasks_are_nobodys_no_more(district: District) -> None:
    plan = await district.published(activity())
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
    await role_ended(district, "coordinator_elm", "school_coordinator", "elm")
    oak, elm = (str(district.schools[name]) for name in ("oak", "elm"))
    assert {row["school"]["id"] for row in await handovers(district, waiting="true")} == {oak, elm}
    await role_begun(district, "mentor_oak", "school_coordinator", "oak")
    assert [row["school"]["id"] for row in await handovers(district, waiting="true")] == [elm]
    assert [row["school"]["id"] for row in await handovers(district, waiting="false")] == [oak]
    taken = {"new_owner_id": str(district.people["mentor_oak"]), "updated_since": "2026-01-01T00:00:00Z"}
    assert [row["school"]["id"] for row in await handovers(district, **taken)] == [oak]
    assert [
        row["school"]["id"]
        for row in await handovers(district, former_owner_id=str(district.people["coordinator_elm"]))
    ] == [elm]
    task = await district.task(plan, "elm")
    assert (await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    assert await handovers(district, waiting="true") == []


async def test_whoever_is_closed_hands_over_what_was_theirs_by_role_and_by_name_once(
    scheduling: Service, district: District
) -> None:
    plan = await district.published(activity(), activity("A2"))
    by_role, by_name = (str(district.people[name]) for name in ("coordinator_oak", "mentor_oak"))
    task = await district.task(plan, "oak", "A2")
    wish = {"items": [{"task_id": task["id"], "owner_id": by_name}]}
    assert (await district.author.post("/v1/bulk/tasks/reassign", json=wish)).json()["done"] == 1
    closed = [
        {
            **{"staff_id": leaver, "given_name": "A", "family_name": "b", "email": None, "language": "en"},
            **{"active": False, "version": 2},
        }
        for leaver in (by_role, by_name)
    ]
    sent = await scheduling.receive(district.id, *(("partners.staff.recorded.v1", facts) for facts in closed))
    await scheduling.redeliver(*sent)
    again = [("partners.staff.recorded.v1", {**facts, "version": 3}) for facts in closed]
    await scheduling.receive(district.id, *again)
    made = {row["former_owner"]["id"]: row["task_count"] for row in await handovers(district, waiting="true")}
    assert made == {by_role: 1, by_name: 1}
    assert len(await scheduling.published(district.id, "scheduling.handover.made.v1")) == 2
    assert [(await district.task(plan, "oak", code))["owner"] for code in ("A1", "A2")] == [None, None]


async def test_the_preview_says_what_would_need_a_new_owner(district: District) -> None:
    await district.published(activity(), due("A2", 5), activity("A3", owner_role="counselor"))
    await role_begun(district, "coordinator_oak", "counselor", "oak")
    await role_begun(district, "mentor_oak", "school_coordinator", "oak")
    leaver = str(district.people["coordinator_oak"])
    reply = await principal(district).get("/v1/handover-preview", params={"staff_id": leaver})
    assert reply.status_code == 200, reply.text
    assert reply.json()["task_count"] == 3
    oak, mine = str(district.schools["oak"]), str(district.people["mentor_oak"])
    expected = {
        "counselor": (1, None, []),
        "school_coordinator": (2, mine, [mine]),
    }
    found = {
        row["role"]: (
            row["task_count"],
            row["new_owner"] and row["new_owner"]["id"],
            [one["id"] for one in row["other_holders"]],
        )
        for row in reply.json()["roles"]
    }
    assert found == expected
    assert {row["school"]["id"] for row in reply.json()["roles"]} == {oak}
    firsts = {row["role"]: row["first_due_on"] for row in reply.json()["roles"]}
    assert firsts["school_coordinator"] == (TODAY + timedelta(days=5)).isoformat()
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
    (moved,) = await handovers(district, former_owner_id=leaver)
    assert (moved["new_owner"]["id"], moved["task_count"]) == (mine, 2)


async def test_the_preview_is_for_oneself_and_who_leads(district: District) -> None:
    await district.published(activity())
    query = {"staff_id": str(district.people["coordinator_oak"])}
    teacher = district.as_person("coordinator_elm", ("teacher", "oak"))
    assert_refused(await teacher.get("/v1/handover-preview", params=query), 403, "not_permitted")
    for caller, count in ((district.oak, 1), (district.author, 1), (district.elm, 0)):
        assert (await caller.get("/v1/handover-preview", params=query)).json()["task_count"] == count
    assert (await district.author.get("/v1/handover-preview", params={"staff_id": str(new_id())})).status_code == 404
    for bad in ({}, {"staff_id": "me"}):
        assert_refused(await district.author.get("/v1/handover-preview", params=bad), 422, "invalid")
