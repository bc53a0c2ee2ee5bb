"""Who among people may do what in the directory."""

from uuid import UUID

from shared.testing.calls import Service, assert_refused


async def test_a_teacher_reads_the_directory_and_changes_nothing(partners: Service, district_id: UUID) -> None:
    school = (await partners.machine(district_id).post("/v1/schools", json={"name": "s", "local_code": "1"})).json()
    teacher = partners.person(district_id, UUID(int=1), ("teacher", UUID(school["id"])))
    assert (await teacher.get(f"/v1/schools/{school['id']}")).status_code == 200
    reply = await teacher.patch(f"/v1/schools/{school['id']}", json={"name": "x"}, headers={"If-Match": '"1"'})
    assert_refused(reply, 403, "not_permitted")
    assert "district_coordinator" in reply.json()["detail"]


async def test_who_holds_no_role_sees_no_directory_and_no_dead_letters(partners: Service, district_id: UUID) -> None:
    stranger = partners.person(district_id, UUID(int=5))
    for path in ("/v1/staff", "/v1/schools", "/v1/role-assignments", "/v1/clients", "/v1/dead-letters"):
        assert_refused(await stranger.get(path), 403, "not_permitted")
    teacher = partners.person(district_id, UUID(int=5), ("teacher", UUID(int=6)))
    assert (await teacher.get("/v1/staff")).status_code == 200
    assert_refused(await teacher.get("/v1/dead-letters"), 403, "not_permitted")


async def test_only_an_upload_may_be_large(partners: Service) -> None:
    reply = await partners.caller().post(
        "/v1/schools", content=b"x" * 3_000_000, headers={"content-type": "application/zip"}
    )
    assert_refused(reply, 413, "body_too_large")


async def test_a_role_given_with_a_known_end_is_told_as_given(partners: Service, district_id: UUID) -> None:
    machine = partners.machine(district_id)
    staff_id = (await machine.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    body = {"staff_id": staff_id, "role": "mentor", "starts_on": "2026-01-01", "ends_on": "2030-01-01"}
    await machine.post("/v1/role-assignments", json=body)
    assert [event["type"] for event in await partners.published(district_id, "partners.role.assigned.v1")] == [
        "partners.role.assigned.v1"
    ]


async def test_a_replayed_answer_needs_the_rights_it_was_given_with(partners: Service, district_id: UUID) -> None:
    headers, body = {"Idempotency-Key": "r"}, {"name": "Oak", "local_code": "1"}
    person = UUID(int=9)
    steward = partners.person(district_id, person, ("data_manager", None))
    assert (await steward.post("/v1/schools", json=body, headers=headers)).status_code == 201
    stripped = partners.person(district_id, person)
    reply = await stripped.post("/v1/schools", json=body, headers=headers)
    assert_refused(reply, 422, "idempotency_key_reused")
