"""Conditional readings: who has a reply already is not sent it again, and is audited like anybody who reads."""

from uuid import UUID

import pytest
from starlette.types import Message

from shared.testing.calls import Service, assert_refused
from shared.web.conditional import Conditional
from tests.assessment.support.caseloads.factories import Roster

SCHOOL = {"name": "Oak", "local_code": "1"}


async def test_who_has_a_row_already_gets_no_body(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    url = f"/v1/schools/{(await caller.post('/v1/schools', json=SCHOOL)).json()['id']}"
    first = await caller.get(url)
    have = {"If-None-Match": first.headers["ETag"]}
    again = await caller.get(url, headers=have)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert "content-type" not in again.headers
    assert again.headers["cache-control"] == "no-store"
    counted = (await caller.get("/metrics")).text
    assert any('status="304"' in line and "/v1/schools/{school_id}" in line for line in counted.splitlines())
    changed = await caller.patch(url, json={"name": "Elm"}, headers={"If-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert (await caller.get(url, headers=have)).json()["name"] == "Elm"
    read = await caller.get(url, headers={"If-None-Match": '"2"'})
    # The version is the right one, and yet it is not known what was shown with it.
    assert read.status_code == 200
    assert (await caller.get(url, headers={"If-None-Match": f"W/{read.headers['ETag']}"})).status_code == 304


async def test_who_has_a_list_already_gets_no_body(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    await caller.post("/v1/schools", json=SCHOOL)
    first = await caller.get("/v1/schools", params={"limit": "1"})
    have = {"If-None-Match": f'"old", {first.headers["ETag"]}'}
    assert (await caller.get("/v1/schools", params={"limit": "1"}, headers=have)).status_code == 304
    await caller.post("/v1/schools", json={**SCHOOL, "local_code": "2"})
    after = await caller.get("/v1/schools", params={"limit": "1"}, headers=have)
    assert (after.status_code, after.json()["next_cursor"] is None) == (200, False)


@pytest.mark.parametrize(("status", "sent"), [(200, 304), (206, 304), (201, 201), (404, 404), (412, 412)])
async def test_only_a_reading_that_was_had_is_left_out(status: int, sent: int) -> None:
    out: list[Message] = []

    async def send(message: Message) -> None:
        out.append(message)

    reply = Conditional(send, "GET", '"3-x"')
    await reply({"type": "http.response.start", "status": status, "headers": [(b"ETag", b'"3-x"')]})
    await reply({"type": "http.response.body", "body": b"{}"})
    assert (out[0]["status"], reply.status) == (sent, sent)
    assert out[1]["body"] == (b"" if sent == 304 else b"{}")
    assert len(out) == 2


async def test_a_refusal_is_no_reply_to_have(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    reply = await caller.get(f"/v1/schools/{district_id}", headers={"If-None-Match": "*"})
    assert_refused(reply, 404, "not_found")
    assert "ETag" not in reply.headers


async def test_what_is_not_sent_again_was_read_all_the_same(assessment: Service, district_id: UUID) -> None:
    roster = await Roster(assessment, district_id).seed()
    caller = roster.at("principal", "s1")
    first = await caller.get("/v1/students")
    again = await caller.get("/v1/students", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    entries = await assessment.sql(
        "select student_ids from audit_entries where district_id = $1 and action = 'list_students'", district_id
    )
    assert len(first.json()["items"]) == len(entries[0]["student_ids"]) > 0
    assert [entry["student_ids"] for entry in entries] == [entries[0]["student_ids"]] * 2


async def test_a_version_sent_where_there_is_none_is_refused_by_name(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for tag in ('"1"', "*"):
        reply = await caller.post("/v1/schools", json=SCHOOL, headers={"If-Match": tag})
        assert_refused(reply, 422, "precondition_unknown")
    assert (await caller.get("/v1/schools")).json()["items"] == []


async def test_any_of_several_versions_may_be_the_one(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    url = f"/v1/schools/{(await caller.post('/v1/schools', json=SCHOOL)).json()['id']}"
    for place, tag in enumerate(('"7", "1-x"', "*", '"3-gzip"')):
        assert (await caller.patch(url, json={"name": f"n{place}"}, headers={"If-Match": tag})).status_code == 200
    assert_refused(await caller.patch(url, json={"name": "x"}, headers={"If-Match": 'W/"4"'}), 412, "stale")
    assert_refused(await caller.patch(url, json={"name": "x"}, headers={"If-Match": "4"}), 422, "invalid")
    assert (await caller.get(url)).json()["name"] == "n2"
