"""What leaves an entry, what it says, and that the database keeps it."""

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import pytest

from shared.audit import recording
from shared.audit.recording import REFUSALS_A_MINUTE
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.testing.databases import as_superuser
from tests.assessment import bundles

SCHOOL = {"name": "Oak", "local_code": "1"}


async def entries(service: Service, district_id: UUID) -> list[dict[str, Any]]:
    """The district's entries, oldest first."""
    rows = await service.sql("select * from audit_entries where district_id = $1 order by id", district_id)
    return [{**row, "rows": json.loads(row["rows"])} for row in rows]


async def test_a_change_leaves_one_entry_with_who_what_which_and_why(partners: Service, district_id: UUID) -> None:
    person = new_id()
    caller = partners.person(district_id, person, ("data_manager", None))
    made = (await caller.post("/v1/schools", json=SCHOOL)).json()
    reply = await caller.patch(f"/v1/schools/{made['id']}", json={"name": "Elm"}, headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text
    first, second = await entries(partners, district_id)
    assert first["action"] == "add_school"
    assert first["rows"] == [{"name": "id", "id": made["id"]}]
    assert second["rows"] == [{"name": "school_id", "id": made["id"]}]
    assert second["actor"] == f"person:{person}"
    assert second["outcome"] == "done"
    assert second["reason"] == ["data_manager of the district"]
    assert second["correlation_id"] == reply.headers["x-correlation-id"]
    assert second["client_id"] is not None
    assert second["token_id"]


async def test_a_refused_attempt_is_written_after_its_rollback(partners: Service, district_id: UUID) -> None:
    caller = partners.person(district_id, new_id(), ("teacher", new_id()))
    reply = await caller.post("/v1/schools", json=SCHOOL)
    (entry,) = await entries(partners, district_id)
    assert (entry["outcome"], entry["action"]) == ("refused", "add_school")
    assert entry["reason"] == ["not_permitted", reply.json()["detail"]]


async def test_a_token_without_the_scope_is_written_down_on_lists_too(partners: Service, district_id: UUID) -> None:
    for path in ("/v1/schools", f"/v1/schools/{new_id()}"):
        assert_refused(await partners.caller(token(district_id, ["x:read"])).get(path), 403, "scope_missing")
    found = await entries(partners, district_id)
    assert [entry["action"] for entry in found] == ["list_schools", "read_school"]
    assert {entry["reason"][0] for entry in found} == {"scope_missing"}


async def test_a_flood_of_refusals_cannot_fill_the_table(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 1000.0
    monkeypatch.setattr(partners.app.state.refusals, "seconds", lambda: moment)
    caller = partners.caller(token(district_id, ["x:read"]))
    for _ in range(REFUSALS_A_MINUTE + 7):
        assert (await caller.get("/v1/schools")).status_code == 403
    assert len(await entries(partners, district_id)) == REFUSALS_A_MINUTE
    other = partners.caller(token(district_id, ["x:read"], client_id=new_id()))
    await other.get("/v1/schools")
    moment += 61
    await caller.get("/v1/schools")
    found = await entries(partners, district_id)
    assert len(found) == REFUSALS_A_MINUTE + 2
    assert found[-1]["reason"][-1] == "7 refusals before it not written"


async def test_a_flood_hides_neither_how_large_it_was_nor_another_attempt(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners.app.state.refusals, "seconds", lambda: 1000.0)
    caller = partners.caller(token(district_id, ["x:read"]))
    for _ in range(REFUSALS_A_MINUTE + 100):
        await caller.get("/v1/schools")
    await caller.get(f"/v1/staff/{new_id()}")
    found = await entries(partners, district_id)
    assert [entry["reason"][2:] for entry in found[REFUSALS_A_MINUTE:]] == [
        ["9 refusals before it not written"],
        ["99 refusals before it not written"],
        [],
    ]
    assert found[-1]["action"] == "read_staff"


async def test_a_refusal_that_cannot_be_written_fails_nothing(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(recording, "write", broken)
    reply = await partners.caller(token(district_id, ["x:read"])).get("/v1/schools")
    assert_refused(reply, 403, "scope_missing")


async def test_what_was_not_committed_is_not_said_to_be_done(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    assert_refused(await caller.post("/v1/schools", json={"name": ""}), 422, "invalid")
    assert await entries(partners, district_id) == []


async def test_a_replay_and_a_trial_say_so(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for _ in range(2):
        await caller.post("/v1/schools", json=SCHOOL, headers={"Idempotency-Key": "one"})
    staff = {"items": [{"given_name": "A", "family_name": "B"}, {"given_name": "C", "family_name": "D"}]}
    await caller.post("/v1/bulk/staff", params={"validate_only": "true"}, json=staff)
    done = (await caller.post("/v1/bulk/staff", json=staff)).json()
    found = await entries(partners, district_id)
    assert [entry["outcome"] for entry in found] == ["done", "replayed", "tried", "done"]
    assert [row["id"] for row in found[-1]["rows"]] == [row["id"] for row in done["rows"]]
    assert found[2]["rows"] == []


async def test_a_named_act_needs_no_context(partners: Service, district_id: UUID) -> None:
    session = new_id()
    await recording.record(
        partners.app.state.db, district_id, "keys_rotated", actor="operator", rows={"session_id": session}
    )
    (entry,) = await entries(partners, district_id)
    assert entry["rows"] == [{"name": "session_id", "id": str(session)}]


async def test_readings_of_student_records_name_the_students_that_left(assessment: Service, district_id: UUID) -> None:
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    caller = assessment.machine(district_id)
    before = len(await entries(assessment, district_id))
    students = (await caller.get("/v1/students", params={"limit": 2})).json()["items"]
    await caller.get(f"/v1/students/{students[0]['id']}")
    guardians = (await caller.get("/v1/guardians")).json()["items"]
    enrollments = (await caller.get("/v1/enrollments")).json()["items"]
    await caller.get("/v1/students", params={"source_id": "nobody"})
    await caller.get("/v1/classes")
    found = (await entries(assessment, district_id))[before:]
    assert [entry["action"] for entry in found] == [
        *("list_students", "read_student", "list_guardians", "list_enrollments")
    ]
    left = [[str(id_) for id_ in entry["student_ids"]] for entry in found]
    assert left[0] == [student["id"] for student in students]
    assert left[1] == [students[0]["id"]]
    assert set(left[2]) == {id_ for guardian in guardians for id_ in guardian["student_ids"]}
    assert set(left[3]) == {row["person_id"] for row in enrollments if row["role"] == "student"}
    assert [entry["records"] for entry in found] == ["roster", "roster", "contacts", "enrollment"]
    assert all(left)


@pytest.mark.parametrize(
    "change",
    [
        "update audit_entries set actor = 'x'",
        "update audit_entries set position = 1, previous_hash = '', hash = ''",
        "delete from audit_entries",
        "truncate audit_entries",
        """insert into audit_entries (district_id, id, occurred_at, actor, action, outcome, rows, reason, correlation_id,
        position, previous_hash, hash) values ($1, $1, now(), 'x', 'x', 'done', '[]', '{}', 'x', 1, '', '')""",
    ],
)
async def test_the_application_can_only_add(partners: Service, district_id: UUID, change: str) -> None:
    await recording.record(partners.app.state.db, district_id, "keys_rotated", actor="operator")
    connection = await asyncpg.connect(partners.settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.district_id', $1, true)", str(district_id))
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change, *([district_id] if "$1" in change else []))
    finally:
        await connection.close()


@pytest.mark.parametrize("role", ["throughline_owner", "postgres", "throughline_system"])
@pytest.mark.parametrize(
    "change",
    [
        "update audit_entries set actor = 'x' where district_id = '{}'",
        "update audit_entries set actor = 'x', position = 1, previous_hash = '', hash = '' where district_id = '{}'",
        "delete from audit_entries where district_id = '{}'",
        "truncate audit_entries",
    ],
)
async def test_nobody_else_changes_an_entry_either(
    partners: Service, district_id: UUID, role: str, change: str
) -> None:
    await recording.record(partners.app.state.db, district_id, "keys_rotated", actor="operator")
    before = await entries(partners, district_id)
    connection = await asyncpg.connect(as_superuser(partners.settings.database_url))
    try:
        await connection.execute(f"set role {role}")
        # Even where triggers are switched off for a session, as a restoring superuser may.
        if role == "postgres":
            await connection.execute("set session_replication_role = replica")
        try:
            await connection.execute(change.format(district_id))
        except asyncpg.InsufficientPrivilegeError:
            pass
        else:
            # Row security hid the rows from the owner: nothing was there to be changed.
            assert role == "throughline_owner"
    finally:
        await connection.close()
    assert await entries(partners, district_id) == before


async def test_nothing_anybody_typed_is_in_an_entry(
    partners: Service, assessment: Service, scheduling: Service, district_id: UUID
) -> None:
    typed = "Zebedee Quixote"
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/staff", json={"given_name": typed, "family_name": typed})).json()
    await caller.patch(f"/v1/staff/{made['id']}", json={"given_name": typed}, headers={"If-Match": '"1"'})
    await caller.get("/v1/staff", headers={"Authorization": f"Bearer {token(district_id, ['x:read'])}"})
    await scheduling.machine(district_id).post("/v1/day-types", json={"code": "x", "title": typed})
    teacher = partners.person(district_id, new_id(), ("teacher", new_id()))
    assert (await teacher.post("/v1/schools", json={"name": typed, "local_code": typed[:5]})).status_code == 403
    bundle = bundles.files()
    names = {row["givenName"] for row in bundle["users"]} | {row["familyName"] for row in bundle["users"]}
    await bundles.run(assessment, district_id, bundles.pack(bundle))
    await assessment.machine(district_id).get("/v1/students")
    kept = [
        str(entry) for service in (partners, assessment, scheduling) for entry in await entries(service, district_id)
    ]
    assert len(kept) >= 6
    for text in kept:
        assert "Zebedee" not in text
        assert "testclient" not in text
        assert "127.0.0.1" not in text
        assert not any(f"'{name}'" in text for name in names)


async def test_an_end_of_access_is_an_act_of_its_own(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    client = (await caller.post("/v1/clients", json={"name": "x", "scopes": ["directory:read"]})).json()
    assert (await caller.delete(f"/v1/clients/{client['id']}")).is_success
    acts = [entry for entry in await entries(partners, district_id) if entry["action"] == "access_ended"]
    assert [act["rows"] for act in acts] == [[{"name": "client_id", "id": client["id"]}]]
    assert acts[0]["reason"] == ["client_revoked"]


TYPED = [
    "Jane Doe born 2015",
    "jane@example.org",
    "Zoë",
    "x" * 201,
    "a\nb",
    "Emily",
    "Emily-Okafor.2014-03-09",
    "20140309",
]


@pytest.mark.parametrize("typed", TYPED)
async def test_what_is_no_id_is_not_written_down(partners: Service, district_id: UUID, typed: str) -> None:
    await partners.caller(token(district_id, ["x:read"])).get(f"/v1/staff/{quote(typed)}")
    if "\n" not in typed and len(typed) <= 200:
        await partners.machine(district_id).get("/v1/audit-entries", params={"row_id": typed})
    for entry in await entries(partners, district_id):
        assert [row["id"] for row in entry["rows"]] == ["no_id"]


async def test_a_number_of_a_path_is_written_and_a_word_in_its_place_is_not(
    scheduling: Service, district_id: UUID
) -> None:
    caller, plan = scheduling.caller(token(district_id, ["x:read"])), new_id()
    for number in ("3", "Emily", "20140309123456", "²"):
        assert_refused(await caller.get(f"/v1/plans/{plan}/revisions/{quote(number)}"), 403, "scope_missing")
    found = [entry["rows"] for entry in await entries(scheduling, district_id)]
    assert [rows[0]["id"] for rows in found] == [str(plan)] * 4
    assert [rows[1]["id"] for rows in found] == ["3", "no_id", "no_id", "no_id"]


async def test_a_code_of_a_path_is_written_once_the_route_has_taken_it(scheduling: Service, district_id: UUID) -> None:
    caller, header = scheduling.machine(district_id), {"If-Match": '"1"'}
    made = await caller.post("/v1/day-types", json={"code": "snow_day", "title": "Snow", "school_is_held": False})
    assert made.status_code == 201, made.text
    changed = await caller.patch("/v1/day-types/snow_day", json={"title": "Ice"}, headers=header)
    assert changed.status_code == 200, changed.text
    stranger = scheduling.caller(token(district_id, ["x:read"]))
    assert (await stranger.patch("/v1/day-types/emily_okafor", json={}, headers=header)).status_code == 403
    found = [entry["rows"] for entry in await entries(scheduling, district_id)]
    assert found[1:] == [
        [{"name": "day_type_code", "id": "snow_day"}],
        [{"name": "day_type_code", "id": "no_id"}],
    ]


async def test_a_readings_filter_is_written_as_an_id_or_not_at_all(partners: Service, district_id: UUID) -> None:
    row = new_id()
    for typed in (str(row), "Emily.Okafor"):
        await partners.machine(district_id).get("/v1/audit-entries", params={"row_id": typed})
    found = [entry["rows"] for entry in await entries(partners, district_id)]
    assert found == [[{"name": "id", "id": str(row)}], [{"name": "id", "id": "no_id"}]]
