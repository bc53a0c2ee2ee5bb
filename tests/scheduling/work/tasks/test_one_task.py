"""One task by its id is read in one statement, and is what every write replies with."""

from typing import Any

import httpx
import pytest
from sqlalchemy import event

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District, activity, scored
from tests.scheduling.work.evidence_files.samples import GOOD

FILE = GOOD["minutes.pdf"][0]
PROOF = {"kind": "event", "event_type": "assessment.administration.scored.v2", "conditions": []}


async def same(caller: httpx.AsyncClient, url: str, written: httpx.Response) -> dict[str, Any]:
    """What a write replied with, which reading gives again to the very order and text of its values."""
    read = await caller.get(url)
    assert (read.status_code, written.is_success) == (200, True), (read.text, written.text)
    whole: dict[str, Any] = read.json()
    assert list(whole.items()) == list(written.json().items())
    assert [list(part) for part in _parts(whole)] == [list(part) for part in _parts(written.json())]
    assert read.headers["etag"] == written.headers["etag"]
    assert read.headers["etag"].startswith(f'"{whole["version"]}-')
    assert read.headers["content-type"] == written.headers["content-type"]
    return whole


def _parts(task: dict[str, Any]) -> list[dict[str, Any]]:
    return [*task["steps"], *task["notes"], *task["evidence"]]


async def test_it_is_what_each_write_replies_with(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    await same(district.oak, url, await district.oak.post(f"{url}/start"))
    made = await district.oak.post(f"{url}/steps", json={"title": 'Räume "buchen" \\ 1'})
    await same(district.oak, url, made)
    await district.oak.post(f"{url}/steps", json={"title": "Then the next"})
    step = made.json()["steps"][0]["id"]
    await same(district.oak, url, await district.oak.patch(f"{url}/steps/{step}", json={"done": True}))
    earlier = {"target_on": task["due_on"]}
    headers = {"If-Match": (await district.oak.get(url)).headers["etag"]}
    await same(district.oak, url, await district.oak.patch(url, json=earlier, headers=headers))
    uploaded = await district.oak.post(f"{url}/files", params={"name": "minutes.pdf"}, content=FILE)
    assert uploaded.status_code == 201, uploaded.text
    link = {"title": "Minutes", "url": "https://files.example.org/a?b=c&d=ü"}
    await same(district.oak, url, await district.oak.post(f"{url}/evidence", json=link))
    wish = {"note": "With\nthe team."}
    whole = await same(district.oak, url, await district.oak.post(f"{url}/complete", json=wish))
    assert [(one["kind"], one["size"]) for one in whole["evidence"]] == [("file", len(FILE)), ("link", None)]
    assert [(one["title"], one["done_at"] is None) for one in whole["steps"]] == [
        ('Räume "buchen" \\ 1', False),
        ("Then the next", True),
    ]


async def test_a_proved_task_and_a_withdrawn_one_are_whole_too(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1", done_when=PROOF), activity("A2"))
    (proof,) = await scheduling.receive(district.id, scored(district.schools["oak"]))
    url = f"/v1/tasks/{(await district.task(plan, 'oak', 'A1'))['id']}"
    whole = await same(district.oak, url, await district.oak.post(f"{url}/notes", json={"body": "So it is."}))
    assert [(one["event_id"], one["event_type"]) for one in whole["evidence"]] == [(str(proof.id), PROOF["event_type"])]
    url = f"/v1/tasks/{(await district.task(plan, 'oak', 'A2'))['id']}"
    whole = await same(district.author, url, await district.author.post(f"{url}/withdraw", json={"reason": "No."}))
    assert (whole["withdrawn_reason"], whole["steps"], whole["notes"], whole["evidence"]) == ("No.", [], [], [])


async def test_of_the_notes_it_shows_those_the_writer_reads(district: District, scheduling: Service) -> None:
    url = f"/v1/tasks/{(await district.task(await district.published(), 'oak'))['id']}"
    everybody = {
        "author": district.author,
        "school": district.oak,
        "principal": district.as_person("principal_oak", ("principal", "oak")),
        "machine": scheduling.machine(district.id),
        "bound": scheduling.machine_at(district.id, district.schools["oak"]),
    }
    counts: dict[str, int] = {}
    for caller in everybody.values():
        for visibility in ("author", "school", "district"):
            note = {"body": visibility, "visibility": visibility}
            await same(caller, url, await caller.post(f"{url}/notes", json=note))
    for name, caller in everybody.items():
        written = await caller.post(f"{url}/notes", json={"body": "Last."})
        counts[name] = len((await same(caller, url, written))["notes"]) - len(counts)
    assert counts == {"author": 12, "school": 8, "principal": 8, "machine": 12, "bound": 8}


@pytest.mark.parametrize("caller", ["oak", "author"])
async def test_it_is_read_in_one_statement_outside_any_transaction(
    district: District, scheduling: Service, monkeypatch: pytest.MonkeyPatch, caller: str
) -> None:
    url = f"/v1/tasks/{(await district.task(await district.published(), 'oak'))['id']}"
    db, asked, begun = scheduling.app.state.db, [], []
    read_page = db.read_page

    async def counted(*arguments: Any, **more: Any) -> Any:
        asked.append(arguments)
        return await read_page(*arguments, **more)

    def begins(*_: Any) -> None:
        begun.append(1)

    monkeypatch.setattr(db, "read_page", counted)
    event.listen(db.engine.sync_engine, "begin", begins)
    try:
        assert (await getattr(district, caller).get(url)).status_code == 200
    finally:
        event.remove(db.engine.sync_engine, "begin", begins)
    assert (len(asked), begun) == (1, [])


async def test_it_calls_by_name_what_it_is_of_and_whose_it_is(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    names = {name: task[name]["name"] for name in ("plan", "goal", "strategy", "activity", "school", "owner")}
    assert names == {
        **{"plan": "MTSS implementation", "goal": "Fidelity", "strategy": "Teams", "activity": "Activity A1"},
        **{"school": "oak", "owner": "A coordinator_oak"},
    }
    assert (task["plan"]["id"], task["school"]["id"]) == (plan["id"], str(district.schools["oak"]))
    body = {"owner_id": None}
    nobodys = await district.oak.patch(f"/v1/tasks/{task['id']}", json=body, headers={"If-Match": '"1"'})
    assert (nobodys.status_code, nobodys.json()["owner"]) == (200, None)


async def test_what_the_list_does_not_show_is_not_there(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    assert task["owner"]["id"] == str(district.people["coordinator_oak"]), (
        "whom the role alone lets in, and not what they own"
    )
    url = f"/v1/tasks/{task['id']}"
    former = district.as_person("coordinator_oak", ("mentor", "elm"))
    nobody = district.as_person("coordinator_oak")
    bound = scheduling.machine_at(district.id, district.schools["elm"])
    for caller in (district.elm, former, nobody, bound, scheduling.machine(new_id())):
        assert_refused(await caller.get(url), 404, "not_found")
        assert (await caller.get(url)).json()["detail"] == "No such task."
    assert (await district.oak.get(f"/v1/tasks/{new_id()}")).json()["detail"] == "No such task."
