"""Sessions: people see and end their own, district IT everybody's; an ended one is ended in all services."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.partners.access.sign_ins.factories import application, person, session

HELD = ("principal", None)


async def test_people_see_their_own_sessions_and_district_it_all(partners: Service, district_id: UUID) -> None:
    mine, theirs = await person(partners, district_id), await person(partners, district_id)
    own, other = await session(partners, district_id, mine), await session(partners, district_id, theirs)
    await session(partners, district_id, mine, ago=timedelta(hours=3))
    me = partners.person(district_id, mine, HELD)
    seen = (await me.get("/v1/sign-in-sessions")).json()["items"]
    assert [row["id"] for row in seen] == [str(own)]
    assert "subject" not in seen[0]
    assert (await me.get(f"/v1/sign-in-sessions/{other}")).status_code == 404
    assert_refused(await me.get("/v1/sign-in-sessions", params={"staff_id": str(theirs)}), 403, "not_permitted")
    manager = partners.person(district_id, new_id(), ("data_manager", None))
    everybody = (await manager.get("/v1/sign-in-sessions")).json()["items"]
    assert {row["id"] for row in everybody} == {str(own), str(other)}
    assert_refused(
        await partners.machine(district_id, "directory:read").get("/v1/sign-in-sessions"), 403, "not_permitted"
    )


async def test_who_calls_learns_until_when_they_are_signed_in(partners: Service, district_id: UUID) -> None:
    mine, theirs = await person(partners, district_id), await person(partners, district_id)
    own, other = await session(partners, district_id, mine), await session(partners, district_id, theirs)
    seen = (await partners.person(district_id, mine, HELD).get(f"/v1/sign-in-sessions/{own}")).json()

    async def told(session_id: UUID) -> dict[str, Any]:
        bearer = token(district_id, ["directory:read"], person_id=mine, sid=str(session_id))
        return dict((await partners.caller(bearer).get("/v1/me")).json()["session"])

    found = await told(own)
    assert (found["id"], found["idle_until"], found["ends_at"]) == (str(own), seen["idle_until"], seen["expires_at"])
    assert (await told(other))["ends_at"] is None, "another's session is not told of"


async def test_ending_a_session_is_told_to_every_service(partners: Service, district_id: UUID) -> None:
    mine = await person(partners, district_id)
    one, two = await session(partners, district_id, mine), await session(partners, district_id, mine)
    me = partners.person(district_id, mine, HELD)
    assert (await me.delete(f"/v1/sign-in-sessions/{one}")).status_code == 204
    stranger = partners.person(district_id, new_id(), HELD)
    assert (await stranger.delete(f"/v1/sign-in-sessions/{two}")).status_code == 404
    manager = partners.person(district_id, new_id(), ("data_manager", None))
    assert (await manager.delete(f"/v1/sign-in-sessions/{two}")).status_code == 204
    assert (await manager.delete(f"/v1/sign-in-sessions/{two}")).status_code == 204
    assert (await me.get("/v1/sign-in-sessions")).json()["items"] == []
    ended = [event["data"] for event in await partners.published(district_id, "partners.access.ended.v1")]
    assert [(e["holder"], e["holder_id"], e["reason"]) for e in ended] == [
        ("session", str(one), "ended_by_person"),
        ("session", str(two), "ended_by_administrator"),
    ]


async def test_removing_a_front_end_signs_everybody_out_of_it(partners: Service, district_id: UUID) -> None:
    staff = await person(partners, district_id)
    removed, kept = [await application(partners, district_id) for _ in range(2)]
    at_removed = await session(partners, district_id, staff, application_id=removed)
    at_kept = await session(partners, district_id, staff, application_id=kept)
    caller = partners.machine(district_id)
    await caller.delete(f"/v1/applications/{removed}", headers={"If-Match": '"1"'})
    rows = {id_: (await caller.get(f"/v1/sign-in-sessions/{id_}")).json() for id_ in (at_removed, at_kept)}
    assert rows[at_removed]["end_reason"] == "application_removed"
    assert rows[at_kept]["ended_at"] is None


async def test_district_it_alone_reads_refusals(partners: Service, district_id: UUID) -> None:
    assert (await partners.machine(district_id).get("/v1/sign-in-refusals")).json()["items"] == []
    principal = partners.person(district_id, new_id(), HELD)
    assert (await principal.get("/v1/sign-in-refusals")).status_code == 403


async def test_the_audit_says_why_somebody_could_end_a_session(partners: Service, district_id: UUID) -> None:
    mine = await person(partners, district_id)
    one, two = await session(partners, district_id, mine), await session(partners, district_id, mine)
    me, manager = (
        partners.person(district_id, mine, HELD),
        partners.person(district_id, new_id(), ("data_manager", None)),
    )
    reasons = []
    for caller, id_ in ((me, one), (manager, two)):
        assert (await caller.delete(f"/v1/sign-in-sessions/{id_}")).status_code == 204
        entries = (await partners.machine(district_id).get("/v1/audit-entries", params={"row_id": str(id_)})).json()
        reasons += [entry["reason"] for entry in entries["items"] if entry["action"] == "end_sign_in_session"]
    assert reasons == [["owner"], ["data_manager of the district"]]
