"""Who changed what on a task."""

from datetime import timedelta
from typing import Any

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District


async def lines(caller: Any, task_id: str) -> list[tuple[str, str | None, str | None]]:
    reply = await caller.get(f"/v1/tasks/{task_id}/history")
    assert reply.status_code == 200, reply.text
    return [(line["what"], line["before"], line["after"]) for line in reply.json()["items"]]


async def test_every_change_leaves_a_line(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url, oak, match = f"/v1/tasks/{task['id']}", district.oak, {"If-Match": '"1"'}
    principal, target = str(district.people["principal_oak"]), (TODAY + timedelta(days=5)).isoformat()
    await oak.patch(url, json={"target_on": target, "owner_id": principal}, headers=match)
    await oak.post(f"{url}/start")
    step = (await oak.post(f"{url}/steps", json={"title": "Book"})).json()["steps"][0]
    for change in ({"title": "Book it"}, {"done": True}, {"done": True}, {"done": False}):
        await oak.patch(f"{url}/steps/{step['id']}", json=change)
    await oak.delete(f"{url}/steps/{step['id']}")
    await oak.post(f"{url}/notes", json={"body": "Canary"})
    await oak.post(f"{url}/evidence", json={"title": "Plan", "url": "https://x.example.org/p"})
    await oak.post(f"{url}/complete", json={})
    assert await lines(oak, task["id"]) == [
        ("target_on", None, target),
        ("owner_id", str(district.people["coordinator_oak"]), principal),
        ("state", "open", "in_progress"),
        ("step", None, "Book"),
        ("step", "Book", "Book it"),
        ("step_done", None, "Book it"),
        ("step_done", "Book it", None),
        ("step", "Book it", None),
        ("note", None, "school"),
        ("link", None, "Plan"),
        ("state", "in_progress", "done"),
    ]
    first = (await oak.get(f"{url}/history", params={"limit": 1})).json()
    assert first["items"][0]["actor"] == district.actor("coordinator_oak")
    assert first["next_cursor"] is not None


async def test_what_was_refused_leaves_none(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    body = {"target_on": TODAY.isoformat(), "owner_id": str(new_id())}
    assert (await district.oak.patch(url, json=body, headers={"If-Match": '"1"'})).status_code == 422
    assert await lines(district.oak, task["id"]) == []


async def test_a_note_for_some_is_no_news_to_others(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}/notes"
    await district.author.post(url, json={"body": "x", "visibility": "district"})
    await district.author.post(url, json={"body": "x", "visibility": "author"})
    assert await lines(district.oak, task["id"]) == []
    assert await lines(district.author, task["id"]) == [("note", None, "district")]
    await district.oak.post(url, json={"body": "x", "visibility": "district"})
    assert await lines(district.oak, task["id"]) == [("note", None, "district")]


async def test_an_owner_is_called_the_same_whoever_changed_them(district: District) -> None:
    task = await district.task(await district.published(), "elm")
    elm = district.people["coordinator_elm"]
    left = {"staff_id": elm, "given_name": "A", "family_name": "b", "email": None, "language": "en", "active": False}
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", {**left, "version": 2}))
    assert await lines(district.author, task["id"]) == [("owner_id", str(elm), None)]


async def test_whoever_may_not_see_the_task_sees_no_history(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    assert (await district.elm.get(f"/v1/tasks/{task['id']}/history")).status_code == 404
