"""What 34 CFR 99.32 asks to be kept is kept as it was written: nobody alters consents, emergency access, the ledger."""

from typing import Any
from uuid import UUID

import asyncpg

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.partners.factories import consenting_party, disclosed, set_up, signed_consent

READ = {"day": "2026-10-02", "reader_kind": "person", "reader_id": str(new_id()), "party_id": None, "records": "roster"}
LEDGER = ("disclosures", "disclosed_students", "student_readings")
ROLES = ("throughline_app", "throughline_system", "throughline_owner", "postgres")
DEEDS = [
    *("update emergency_accesses set reason = 'nothing at all, nothing happened'",),
    *("update emergency_accesses set disclosed_to = 'nobody'", "update emergency_accesses set records = '{}'"),
    *("update emergency_accesses set until = until + interval '1 minute'", "delete from emergency_accesses"),
    "update emergency_accesses set closed_at = null where closed_at is not null",
    "update emergency_accesses set outcome = 'justified' where outcome is not null",
    "update emergency_accesses set review_note = 'fine' where outcome is not null",
    "update emergency_accesses set outcome = null, reviewed_at = null where outcome is not null",
    *("truncate emergency_accesses", "delete from consents", "truncate consents"),
    *("update consents set expires_on = '2090-01-01'", "update consents set records = '{contacts}'"),
    "update consents set revoked_at = null where revoked_at is not null",
    "update consents set revoking_guardian_id = student_id where revoked_at is not null",
    "update consents set updated_by = 'x' where revoked_at is not null",
    *(f"update {table} set district_id = district_id" for table in LEDGER),
    *(f"delete from {table}" for table in LEDGER),
    *(f"truncate {table}" for table in LEDGER),
]


async def as_role(partners: Service, district_id: UUID, role: str, deed: str) -> int | None:
    """How many rows a deed reached; None when it was refused. Taken back."""
    connection = await asyncpg.connect(as_superuser(partners.settings.database_url))
    turn = connection.transaction()
    await turn.start()
    try:
        await connection.execute("select set_config('app.district_id', $1, true)", str(district_id))
        # Even where triggers are switched off for a session, as a restoring superuser may.
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(f"set local role {role}")
        tag = await connection.execute(deed)
        return int(tag.rpartition(" ")[2]) if tag[-1].isdigit() else 1
    except asyncpg.InsufficientPrivilegeError:
        return None
    finally:
        await turn.rollback()
        await connection.close()


async def keep_some(partners: Service, district_id: UUID) -> None:
    """A live consent and a revoked one, emergency access that is open and that is reviewed, lines of the ledger."""
    await set_up(partners, district_id)
    machine = partners.machine(district_id)
    party = (await machine.post("/v1/parties", json=consenting_party())).json()["id"]
    await machine.post("/v1/consents", json=signed_consent(party))
    gone = (await machine.post("/v1/consents", json=signed_consent(party))).json()["id"]
    reply = await machine.post(f"/v1/consents/{gone}/revoke", json={"revoked_by": "eligible_student"})
    assert reply.status_code == 200, reply.text
    opener, another, steward = [await person(machine, role) for role in ("teacher", "teacher", "executive_leader")]
    who = partners.person(district_id, opener, ("executive_leader", None))
    opened = await open_emergency(who)
    assert (await who.post(f"/v1/emergency-access/{opened}/close")).status_code == 200
    answers = partners.person(district_id, steward, ("executive_leader", None))
    review = {"outcome": "not_justified", "note": "There was no threat."}
    assert (await answers.post(f"/v1/emergency-access/{opened}/review", json=review)).status_code == 200
    # Closing one ends the token it stood in.
    await open_emergency(partners.person(district_id, another, ("executive_leader", None)))
    read = {**READ, "student_ids": [str(new_id())]}
    await partners.receive(district_id, ("assessment.records.disclosed.v1", disclosed(new_id())))
    await partners.receive(district_id, ("assessment.records.read.v1", read))


async def person(machine: Any, role: str) -> UUID:
    """Somebody of the district."""
    made = (await machine.post("/v1/staff", json={"given_name": "A", "family_name": role})).json()["id"]
    held = {"staff_id": made, "role": "executive_leader", "starts_on": "2026-01-01"}
    assert (await machine.post("/v1/role-assignments", json=held)).status_code == 201
    return UUID(made)


async def open_emergency(who: Any) -> str:
    """Open one; returns its id."""
    wish = {"reason": "A threat to a student, said on the telephone.", "disclosed_to": "The sheriff"}
    reply = await who.post("/v1/emergency-access", json=wish)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def test_nobody_alters_what_is_kept(partners: Service, district_id: UUID) -> None:
    await keep_some(partners, district_id)
    for deed in DEEDS:
        for role in ROLES:
            reached = await as_role(partners, district_id, role, deed)
            # Row security hides the rows from the owner: nothing is there to be changed.
            assert reached is None or (role == "throughline_owner" and reached == 0), (role, deed, reached)


async def test_what_must_be_written_later_is_written_by_the_application_alone(
    partners: Service, district_id: UUID
) -> None:
    await keep_some(partners, district_id)
    for deed in (
        "update consents set revoked_at = now(), revoked_by = 'guardian', version = 2 where revoked_at is null",
        "update emergency_accesses set closed_at = now(), version = 2 where closed_at is null",
    ):
        assert await as_role(partners, district_id, "throughline_app", deed) == 1, deed
        assert await as_role(partners, district_id, "throughline_system", deed) is None, deed


async def test_the_timers_see_that_emergency_access_is_over_and_not_why_it_was_opened(
    partners: Service, district_id: UUID
) -> None:
    await keep_some(partners, district_id)
    for columns, may in (("district_id, until, closed_at", True), ("reason", False), ("staff_id", False)):
        found = await as_role(partners, district_id, "throughline_system", f"select {columns} from emergency_accesses")
        assert (found is not None) == may, columns
