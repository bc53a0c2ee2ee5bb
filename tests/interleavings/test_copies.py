"""What is copied from what somebody else is just copying: a role stands on the profile its catalogue has when both are done."""

from uuid import UUID

from shared.db.locks import key
from shared.directory.consumers import PROFILES
from shared.ids import new_id
from shared.testing.calls import Service
from tests.interleavings.holding import HOLD, another

RECORDED = {"code": "own_role", "names": {"en": "Own"}, "place": "school", "given_by": [], "active": True}
CHANGED = """insert into directory_catalogue (district_id, code, names, profile, place, active, version)
values ($1, 'own_role', '{"en": "Own"}', 'volunteer', 'school', true, 2) returning code"""
PROFILE = "select profile from directory_roles where district_id = $1"


def role() -> tuple[str, dict[str, object]]:
    """Somebody holds the role."""
    held = {"assignment_id": new_id(), "staff_id": new_id(), "school_id": new_id(), "role": "own_role"}
    return "partners.role.assigned.v1", {**held, "starts_on": "2026-08-01", "ends_on": None, "version": 1}


def recorded(profile: str, version: int) -> tuple[str, dict[str, object]]:
    """The role stands on a profile."""
    return "partners.role.recorded.v1", {"role_id": new_id(), **RECORDED, "profile": profile, "version": version}


async def test_a_role_is_taken_over_on_the_profile_somebody_else_leaves(assessment: Service, district_id: UUID) -> None:
    async with another(assessment, HOLD, key(district_id, PROFILES)) as other:
        wait, begun = await other.holds_up(assessment.receive(district_id, role()))
        assert wait.is_at("shared/directory/consumers.py::copy_roles")
        await other.does(CHANGED, district_id)
        await other.commit()
        await begun
    assert [row["profile"] for row in await assessment.sql(PROFILE, district_id)] == ["volunteer"]


async def test_a_profile_is_taken_over_once_nobody_takes_over_roles(assessment: Service, district_id: UUID) -> None:
    await assessment.receive(district_id, recorded("teacher", 1))
    await assessment.receive(district_id, role())
    async with another(assessment, HOLD, key(district_id, PROFILES)) as other:
        wait, begun = await other.holds_up(assessment.receive(district_id, recorded("volunteer", 2)))
        assert wait.is_at("shared/directory/consumers.py::copy_catalogue")
        await other.commit()
        await begun
    assert [row["profile"] for row in await assessment.sql(PROFILE, district_id)] == ["volunteer"]
