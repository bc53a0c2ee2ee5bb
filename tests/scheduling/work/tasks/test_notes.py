"""Who reads a note, and whether it shows the work."""

import pytest

from shared.testing.calls import Service
from tests.scheduling.factories import District, activity


async def seen(caller: object, task_id: str) -> list[str]:
    reply = await caller.get(f"/v1/tasks/{task_id}")  # type: ignore[attr-defined]
    return [note["body"] for note in reply.json()["notes"]]


async def test_a_note_is_read_by_whom_it_is_for(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}/notes"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    for visibility in ("author", "school", "district"):
        made = await principal.post(url, json={"body": f"P {visibility}", "visibility": visibility})
        assert made.status_code == 201, made.text
        await district.author.post(url, json={"body": f"D {visibility}", "visibility": visibility})
    await principal.post(url, json={"body": "plain"})
    assert await seen(principal, task["id"]) == ["P author", "P school", "D school", "P district", "plain"]
    assert await seen(district.oak, task["id"]) == ["P school", "D school", "plain"]
    assert await seen(district.author, task["id"]) == [
        *("D author", "P school", "D school", "P district", "D district", "plain")
    ]
    whole = ["P school", "D school", "P district", "D district", "plain"]
    assert await seen(district.executive, task["id"]) == whole
    assert await seen(scheduling.machine(district.id), task["id"]) == whole


async def test_no_other_visibility(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/notes", json={"body": "x", "visibility": "public"})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/visibility")


@pytest.mark.parametrize(
    ("writer", "visibility", "is_enough"),
    [("oak", "author", False), ("oak", "district", True), ("oak", "school", True), ("author", "district", False)],
)
async def test_only_a_note_others_read_shows_the_work(
    district: District, writer: str, visibility: str, is_enough: bool
) -> None:
    task = await district.task(await district.published(activity(done_when={"kind": "note"})), "oak")
    url = f"/v1/tasks/{task['id']}"
    await getattr(district, writer).post(f"{url}/notes", json={"body": "x", "visibility": visibility})
    reply = await district.oak.post(f"{url}/complete", json={})
    assert reply.json().get("code", "done") == ("done" if is_enough else "evidence_needed")
