"""A batch of facts is taken once, in parts, in each form, or not at all."""

from typing import Any
from uuid import UUID

import orjson

from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.factories import enrolled
from tests.assessment.indicators.factories import INCIDENTS, incident, listed, push

BATCHES = "/v1/indicator-batches"


async def test_parts_count_once_the_last_is_there_and_each_is_taken_once(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    name: dict[str, Any] = {"batch": "night-1", "complete": False}
    first = await push(assessment, district_id, [incident(0)], **name)
    assert (first["batch"]["state"], await listed(assessment, district_id)) == ("open", [])
    await push(assessment, district_id, [incident(0)], **name)
    caller = assessment.machine(district_id)
    other = await caller.post(INCIDENTS, json={"items": [incident(1)]}, params=name)
    assert_refused(other, 409, "indicator_part_differs")
    short = await caller.post(INCIDENTS, json={"items": []}, params={"batch": "night-1", "part": 2, "rows": 5})
    assert_refused(short, 409, "indicator_rows_missing")
    last = await push(assessment, district_id, [incident(1), incident(0)], batch="night-1", part=2, rows=3)
    facts = ("state", "row_count", "changed_count", "refused_count")
    assert [last["batch"][one] for one in facts] == ["applied", 3, 2, 1]
    assert [(one["part"], one["row"], one["code"]) for one in last["faults"]] == [(1, 1, "row_repeated")]
    more = await caller.post(INCIDENTS, json={"items": [incident(2)]}, params={"batch": "night-1", "part": 3})
    assert_refused(more, 409, "indicator_batch_complete")
    reply = await caller.get(f"{BATCHES}/{last['batch']['id']}/faults")
    assert [one["code"] for one in reply.json()["items"]] == ["row_repeated"]
    assert (await caller.post(f"{BATCHES}/{last['batch']['id']}/take-back")).status_code == 200
    again = await caller.post(INCIDENTS, json={"items": [incident(2)]}, params={"batch": "night-1", "part": 3})
    assert_refused(again, 409, "indicator_batch_taken_back")


async def test_lines_say_the_same_and_trying_changes_nothing(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    lines = b"\n".join(orjson.dumps(row) for row in (incident(0), incident(1))) + b"\nnonsense\n"
    head = {"Content-Type": "application/x-ndjson"}
    tried = await caller.post(INCIDENTS, content=lines, headers=head, params={"validate_only": True})
    assert (tried.json()["batch"]["changed_count"], await listed(assessment, district_id)) == (2, [])
    assert (await caller.get(BATCHES)).json()["items"] == []
    told = (await caller.post(INCIDENTS, content=lines, headers=head)).json()
    assert [(one["row"], one["code"]) for one in told["faults"]] == [(3, "row_unreadable")]
    assert len(await listed(assessment, district_id)) == 2


async def test_a_batch_is_for_who_may_send_its_kind(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    batch = (await push(assessment, district_id, [incident(0)]))["batch"]
    mine = assessment.machine(district_id, "indicator-batches:write", "incidents:write")
    assert [one["id"] for one in (await mine.get(BATCHES)).json()["items"]] == [batch["id"]]
    other = assessment.machine(district_id, "indicator-batches:write")
    assert (await other.get(BATCHES)).json()["items"] == []
    assert_refused(await other.get(f"{BATCHES}/{batch['id']}"), 404, "not_found")
    assert_refused(await other.get(f"{BATCHES}/{batch['id']}/faults"), 404, "not_found")
    assert_refused(await other.post(f"{BATCHES}/{batch['id']}/take-back"), 404, "not_found")


async def test_what_is_no_file_of_incidents_is_refused(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    for kind, body in (
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("text/csv", b"a,b\n1,2\n"),
        ("text/csv", b"\xff\xfe"),
    ):
        reply = await caller.post(INCIDENTS, content=body, headers={"Content-Type": kind})
        assert_refused(reply, 422, "incidents_unreadable")
    reply = await caller.post(INCIDENTS, content=b"x", headers={"Content-Type": "text/plain"})
    assert_refused(reply, 415, "unsupported_media_type")
