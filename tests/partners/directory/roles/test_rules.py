"""Which of our roles a roster's word stands for, and what is told of a role whose days change before it begins."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.partners.directory.roles.rules import role_of
from shared.auth import profiles
from shared.directory.starting_catalogue import STARTING_PROFILES
from shared.testing.calls import Service
from tests.partners.directory.roles.factories import end, made, today
from tests.partners.factories import set_up


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("siteAdministrator", profiles.SCHOOL_ADMINISTRATOR),
        ("teacher", profiles.TEACHER),
        ("ext:school_coordinator", profiles.SCHOOL_COORDINATOR),
        ("ext:teacher", profiles.TEACHER),
        ("ext:site_coordinator", "site_coordinator"),
        *((word, None) for word in ("school_coordinator", "aide", "ext:clerk", "ext:", "ext:ext:teacher", "Teacher")),
    ],
)
def test_a_rosters_word_for_a_role_is_oneroster_s_or_ours_marked_as_an_extension(word: str, role: str | None) -> None:
    assert role_of(word, STARTING_PROFILES) == role


async def test_a_role_that_gets_an_end_before_it_begins_is_told_as_it_then_is(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    person = await made(partners, district_id, "/v1/staff", given_name="A", family_name="B")
    begins = today() + timedelta(days=9)
    body = {"staff_id": person, "role": "executive_leader", "starts_on": begins.isoformat()}
    role = await made(partners, district_id, "/v1/role-assignments", **body)
    await end(partners, district_id, role, begins)
    (told,) = await partners.published(district_id, "partners.role.ended.v1")
    assert (told["data"]["assignment_id"], told["data"]["version"], told["data"]["ends_on"]) == (
        role,
        2,
        begins.isoformat(),
    )
