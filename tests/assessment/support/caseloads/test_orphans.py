"""Students whose mentor is gone: whoever leads the school is told once, as a number."""

from typing import Any

import pytest

from shared.daily_work.beginning import DayBegan
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.bundles import school
from tests.assessment.support.caseloads.factories import TODAY, Roster


@pytest.fixture
async def roster(assessment: Service, district_id: Any) -> Roster:
    """The small roster, with a mentor."""
    return await Roster(assessment, district_id).seed()


async def begin(roster: Roster, days: int) -> list[dict[str, Any]]:
    """A day begins; what was told of orphans until then."""
    day = TODAY.fromordinal(TODAY.toordinal() + days)
    said: dict[str, Any] = {"since": None, "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    await roster.assessment.receive(roster.id, (DayBegan.type, {"day": day, **said}))
    found = await roster.assessment.published(roster.id, "assessment.caseloads.orphaned.v1")
    return [event["data"] for event in found]


async def holds(roster: Roster, staff_id: Any, role: str, where: str | None) -> None:
    ids = {"assignment_id": new_id(), "staff_id": staff_id, "school_id": school(roster.id, where) if where else None}
    days = {"starts_on": "2020-01-01", "ends_on": None, "version": 1}
    await roster.assessment.receive(roster.id, ("partners.role.assigned.v1", {**ids, "role": role, **days}))


async def leave(roster: Roster) -> None:
    """The mentor leaves the district."""
    names = {"given_name": "M", "family_name": "N", "email": None, "language": "en", "active": False, "version": 2}
    await roster.assessment.receive(roster.id, ("partners.staff.recorded.v1", {"staff_id": roster.mentor_id, **names}))


async def test_whoever_leads_the_school_is_told_once_how_many_and_never_of_whom(roster: Roster) -> None:
    principal, coordinator = new_id(), new_id()
    await holds(roster, roster.mentor_id, "mentor", "s1")
    await holds(roster, principal, "principal", "s1")
    await holds(roster, coordinator, "school_coordinator", "s1")
    made = await roster.assigned()
    assert await begin(roster, 1) == [], "the mentor works there"
    await leave(roster)
    [told] = await begin(roster, 2)
    assert (told["orphaned_count"], told["new_count"]) == (1, 1)
    assert told["school_id"] == str(school(roster.id, "s1"))
    assert [(one["person_id"], one["because"], one["role"]) for one in told["next_to_act"]] == [
        (str(principal), "role", "principal")
    ]
    assert made["student_id"] not in str(told)
    assert len(await begin(roster, 3)) == 1, "once"


async def test_where_nobody_leads_the_districts_coordinators_are_told(roster: Roster) -> None:
    cora = new_id()
    await holds(roster, cora, "district_coordinator", None)
    await roster.assigned()
    [told] = await begin(roster, 1)
    assert [(one["person_id"], one["because"]) for one in told["next_to_act"]] == [(str(cora), "nobody_else")]


async def test_who_comes_back_and_goes_again_leaves_orphans_anew(roster: Roster) -> None:
    await roster.assigned()
    assert len(await begin(roster, 1)) == 1
    await holds(roster, roster.mentor_id, "mentor", "s1")
    assert len(await begin(roster, 2)) == 1
    await leave(roster)
    assert len(await begin(roster, 3)) == 2
