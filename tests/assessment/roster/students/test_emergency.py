"""An emergency access shows the roster of the school it is for, says so, and shows nothing else."""

from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from shared.ids import new_id
from shared.principal import Principal, RoleHeld
from shared.testing.calls import Service, token
from tests.assessment import bundles

EMERGENCY = UUID(int=77)


async def test_a_roster_is_read_at_the_school_of_the_emergency_and_at_no_other(
    assessment: Service, district_id: UUID
) -> None:
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    students = await bundles.items(assessment, district_id, "/v1/students")
    rows = await assessment.sql(
        "select distinct school_id from enrollments where district_id = $1 and school_id is not null", district_id
    )
    here = rows[0]["school_id"]

    def asked(**claims: Any) -> str:
        held = [{"role": "mentor", "school_id": str(here)}]
        return token(district_id, ["roster:read"], person_id=new_id(), held=held, **claims)

    async def seen(**claims: str) -> set[str]:
        reply = await assessment.caller(asked(**claims)).get("/v1/students")
        assert reply.status_code == 200, reply.text
        return {student["id"] for student in reply.json()["items"]}

    assert await seen() == set()
    at_school = await seen(emergency_id=str(EMERGENCY), emergency_school=str(here))
    assert at_school
    assert await seen(emergency_id=str(EMERGENCY), emergency_school=str(new_id())) == set()
    assert await seen(emergency_id=str(EMERGENCY)) == {student["id"] for student in students}


def test_its_reason_names_it_and_it_opens_no_other_door() -> None:
    oak, elm = UUID(int=1), UUID(int=2)
    roles = (RoleHeld("mentor", oak),)
    caller = Principal("person", UUID(int=3), UUID(int=4), roles=roles, emergency_id=EMERGENCY, emergency_school_id=oak)
    assert POLICY.decide(caller, "roster:read", school_id=oak).reason == f"emergency access {EMERGENCY}"
    assert not POLICY.decide(caller, "roster:read", school_id=elm).allowed
    for scope in POLICY.rules.keys() - {"roster:read", "guardians:read", "classes:read"}:
        plain = Principal("person", UUID(int=3), UUID(int=4), roles=roles)
        assert POLICY.decide(caller, scope, school_id=oak) == POLICY.decide(plain, scope, school_id=oak)
