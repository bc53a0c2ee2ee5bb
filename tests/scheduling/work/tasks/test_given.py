"""Tasks people give to each other: no plan asks for them, and what they say is read at the task alone."""

from datetime import timedelta

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.tasks.factories import TITLE, give


async def test_a_task_given_to_a_colleague_is_theirs_to_do(district: District) -> None:
    given = (await give(district.oak, district, "mentor_oak", "oak")).json()
    assert (given["origin"]["kind"], given["plan"], given["given_by"]["id"]) == (
        *("given", None),
        str(district.people["coordinator_oak"]),
    )
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    day = (await mentor.get("/v1/my-day")).json()
    assert [task["title"] for task in day["due_soon"]] == [TITLE]
    done = await mentor.post(f"/v1/tasks/{given['id']}/complete", json={"note": "Called."})
    assert done.json()["state"] == "done"


async def test_what_it_says_is_in_no_event(district: District) -> None:
    given = (await give(district.oak, district, "mentor_oak", "oak", instructions="Canary words")).json()
    url = f"/v1/tasks/{given['id']}"
    await district.oak.post(f"{url}/start")
    await district.oak.patch(
        url, json={"owner_id": str(district.people["coordinator_oak"])}, headers={"If-Match": '"2"'}
    )
    await district.oak.post(f"{url}/withdraw", json={"reason": "Canary"})
    assert (await district.oak.get(url)).json()["state"] == "withdrawn"
    (row,) = await district.scheduling.sql(
        "select count(*), count(*) filter (where data::text like '%Canary%') from outbox"
    )
    assert row[0] > 0
    assert row[1] == 0


async def test_who_gave_it_sees_it_and_takes_it_back_and_others_do_not(district: District) -> None:
    principal = district.as_person("principal_oak", ("principal", "oak"))
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    given = (await give(mentor, district, "principal_oak", "oak")).json()
    url = f"/v1/tasks/{given['id']}"

    assert (await mentor.get(url)).status_code == 200
    assert_refused(await district.elm.get(url), 404, "not_found")
    assert_refused(await mentor.post(f"{url}/complete", json={}), 403, "not_permitted")
    assert (await mentor.post(f"{url}/withdraw", json={"reason": "Not needed."})).status_code == 200
    assert (await principal.get(url)).json()["state"] == "withdrawn"
    assert (await mentor.post(f"{url}/reopen", json={"reason": "Needed after all."})).json()["state"] == "open"


async def test_an_owner_does_not_take_back_what_others_gave(district: District) -> None:
    given = (await give(district.oak, district, "mentor_oak", "oak")).json()
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    refused = await mentor.post(f"/v1/tasks/{given['id']}/withdraw", json={"reason": "No."})
    assert_refused(refused, 403, "not_permitted")


async def test_tasks_are_given_where_one_works_to_who_works_there(district: District) -> None:
    assert_refused(await give(district.oak, district, "coordinator_elm", "elm"), 403, "not_permitted")
    assert_refused(await give(district.oak, district, "coordinator_elm", "oak"), 422, "not_at_school")
    assert_refused(await give(district.oak, district, "author", None), 403, "not_permitted")
    assert_refused(await give(district.author, district, "mentor_oak", None), 422, "not_at_school")
    late = (TODAY - timedelta(days=1)).isoformat()
    assert_refused(await give(district.oak, district, "mentor_oak", "oak", due_on=late), 422, "due_in_the_past")
    unknown = "00000000-0000-7000-8000-000000000001"
    assert_refused(await give(district.author, district, "mentor_oak", None, school_id=unknown), 422, "no_such_school")
    assert (await give(district.author, district, "executive", None)).status_code == 201


async def test_lists_find_it_by_its_words_state_and_origin(district: District) -> None:
    given = (await give(district.oak, district, "mentor_oak", "oak")).json()
    await district.published()
    for query in (
        {"search": "ride home"},
        {"origin": "given"},
        {"origin": "given", "state": "open", "overdue": "false"},
    ):
        found = (await district.oak.get("/v1/tasks", params=query)).json()["items"]
        assert [task["id"] for task in found] == [given["id"]], query
    planned = (await district.oak.get("/v1/tasks", params={"origin": "activity"})).json()["items"]
    assert {task["origin"]["kind"] for task in planned} == {"activity"}
    assert (await district.oak.get("/v1/tasks", params={"state": "done"})).json()["items"] == []
    states = [task["id"] for task in (await district.oak.get("/v1/tasks", params={"state": "open"})).json()["items"]]
    assert given["id"] in states


async def test_a_leavers_task_is_nobodys_and_told_so(district: District) -> None:
    given = (await give(district.oak, district, "mentor_oak", "oak")).json()
    staff = {"staff_id": district.people["mentor_oak"], "given_name": "A", "family_name": "m", "email": None}
    left = {**staff, "language": "en", "active": False, "version": 2}
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", left))

    assert (await district.oak.get(f"/v1/tasks/{given['id']}")).json()["owner"] is None
    told = [event["data"] for event in await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")]
    assert [(one["cause"], one["owner_id"], one["counts"]["received"]) for one in told if one["owner_id"] is None] == [
        ("left", None, 1)
    ]
    (group,) = (await district.author.get("/v1/unowned-tasks")).json()["groups"]
    assert (group["role"], group["keeper"]["id"]) == (None, str(district.people["principal_oak"]))
