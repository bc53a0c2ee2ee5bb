"""Hearing of a task that is somebody else's."""

import pytest

from services.scheduling.work.task_watchers import service
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District


async def test_watchers_are_named_in_the_tasks_events(district: District, scheduling: Service) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    url = f"/v1/tasks/{task['id']}"
    for _ in range(2):
        assert (await district.author.put(f"{url}/watch")).status_code == 204
    listed = (await district.oak.get(f"{url}/watchers")).json()["items"]
    assert [entry["staff"]["id"] for entry in listed] == [str(district.people["author"])]
    await district.oak.post(f"{url}/start")
    assert (await district.author.delete(f"{url}/watch")).status_code == 204
    assert (await district.author.delete(f"{url}/watch")).status_code == 204
    await district.oak.post(f"{url}/complete", json={})
    told = {event["type"]: event["data"] for event in await scheduling.published(district.id, "scheduling.task.%")}
    assert told["scheduling.task.started.v2"]["watcher_ids"] == [str(district.people["author"])]
    assert told["scheduling.task.completed.v2"]["watcher_ids"] == []


async def test_who_lost_sight_of_the_task_hears_nothing(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    assert (await principal.put(f"{url}/watch")).status_code == 204
    await scheduling.sql(
        "update directory_roles set ends_on = starts_on where staff_id = $1 returning id",
        district.people["principal_oak"],
    )
    await district.oak.post(f"{url}/start")
    (told,) = await scheduling.published(district.id, "scheduling.task.started.v2")
    assert told["data"]["watcher_ids"] == []


async def test_who_saw_a_task_as_its_owner_alone_hears_of_its_passing_on_no_more(
    district: District, scheduling: Service
) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    mentor = str(district.people["mentor_oak"])
    given = await district.oak.patch(url, json={"owner_id": mentor}, headers={"If-Match": f'"{task["version"]}"'})
    assert given.status_code == 200, given.text
    watching = district.as_person("mentor_oak", ("mentor", "oak"))
    assert (await watching.put(f"{url}/watch")).status_code == 204
    taken = await district.oak.patch(
        url, json={"owner_id": str(district.people["coordinator_oak"])}, headers={"If-Match": given.headers["ETag"]}
    )
    assert taken.status_code == 200, taken.text
    told = await scheduling.published(district.id, "scheduling.task.reassigned.v2")
    assert [event["data"]["watcher_ids"] for event in told] == [[], []]


async def test_only_people_watch_and_only_what_they_see(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}/watch"
    assert (await district.elm.put(url)).status_code == 404
    machine = await scheduling.machine(district.id).put(url)
    assert_refused(machine, 403, "people_only")


async def test_a_task_has_a_most_of_watchers(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_WATCHERS", 1)
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}/watch"
    assert (await district.author.put(url)).status_code == 204
    refused = await district.oak.put(url)
    assert_refused(refused, 409, "too_many_watchers")
    assert (await district.author.put(url)).status_code == 204, "who watches already may say so again"
