"""Notes people make for themselves: nobody else reads them, whatever they may see."""

from datetime import timedelta
from typing import Any

import httpx

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District

NOTE = {"title": "Canary: ask about the ride home", "due_on": (TODAY + timedelta(days=2)).isoformat()}


async def noted(caller: httpx.AsyncClient) -> dict[str, Any]:
    """A note somebody made."""
    reply = await caller.post("/v1/own-notes", json=NOTE)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def test_it_is_on_ones_own_day_until_it_is_ticked_and_can_be_deleted(district: District) -> None:
    note = await noted(district.oak)
    url = f"/v1/own-notes/{note['id']}"
    assert [one["id"] for one in (await district.oak.get("/v1/my-day")).json()["own_notes"]] == [note["id"]]

    ticked = await district.oak.patch(url, json={"done": True}, headers={"If-Match": '"1"'})
    assert ticked.json()["done_at"] is not None
    assert (await district.oak.get("/v1/my-day")).json()["own_notes"] == []
    assert [
        one["id"] for one in (await district.oak.get("/v1/own-notes", params={"done": "true"})).json()["items"]
    ] == [note["id"]]
    again = await district.oak.patch(url, json={"done": False, "title": "Ask"}, headers={"If-Match": '"2"'})
    assert (again.json()["title"], again.json()["done_at"]) == ("Ask", None)
    assert (await district.oak.delete(url)).status_code == 204
    assert_refused(await district.oak.get(url), 404, "not_found")


async def test_nobody_else_sees_or_touches_it(district: District) -> None:
    note = await noted(district.oak)
    url = f"/v1/own-notes/{note['id']}"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    for caller in (principal, district.author, district.executive, district.elm):
        assert (await caller.get("/v1/own-notes")).json()["items"] == []
        assert_refused(await caller.get(url), 404, "not_found")
        assert_refused(await caller.patch(url, json={"done": True}, headers={"If-Match": '"1"'}), 404, "not_found")
        assert_refused(await caller.delete(url), 404, "not_found")
        assert (await caller.get("/v1/my-day")).json()["own_notes"] == []
    client = district.scheduling.machine(district.id, "tasks:read", "tasks:write")
    assert_refused(await client.get("/v1/own-notes"), 403, "people_only")
    assert_refused(await client.get(url), 403, "people_only")


async def test_who_acts_for_somebody_has_their_tasks_and_not_their_notes(district: District) -> None:
    await noted(district.oak)
    wish = {
        "from_id": str(district.people["coordinator_oak"]),
        "to_id": str(district.people["principal_oak"]),
        "school_id": str(district.schools["oak"]),
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "reason": "Away.",
    }
    assert (await district.oak.post("/v1/delegations", json=wish)).status_code == 201
    day = (await district.as_person("principal_oak", ("principal", "oak")).get("/v1/my-day")).json()
    assert day["own_notes"] == []


async def test_it_is_in_no_event_and_no_audit_entry(district: District) -> None:
    note = await noted(district.oak)
    url = f"/v1/own-notes/{note['id']}"
    await district.oak.patch(url, json={"body": "Canary words"}, headers={"If-Match": '"1"'})
    for table in ("outbox", "audit_entries", "task_history"):
        (row,) = await district.scheduling.sql(f"select count(*) from {table} t where t::text like '%Canary%'")
        assert row[0] == 0, table


async def test_a_stale_version_is_refused(district: District) -> None:
    note = await noted(district.oak)
    url = f"/v1/own-notes/{note['id']}"
    assert (await district.oak.patch(url, json={"title": "New"}, headers={"If-Match": '"1"'})).status_code == 200
    assert_refused(await district.oak.patch(url, json={"title": "Old"}, headers={"If-Match": '"1"'}), 412, "stale")
