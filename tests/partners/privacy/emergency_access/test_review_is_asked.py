"""An emergency access that is over is asked to be reviewed, of somebody else, until it is."""

from typing import Any
from uuid import UUID

import pytest

from services.partners.privacy.emergency_access.rules import REVIEWERS, reviewer_profile
from services.partners.privacy.emergency_access.service import close_what_is_over
from shared.testing.calls import Service, assert_refused
from tests.partners.privacy.emergency_access.factories import PATH, REASON, WISH, District

FOUND = {"outcome": "justified", "note": "The sheriff was called."}


@pytest.fixture
async def district(partners: Service, district_id: UUID) -> District:
    """A district."""
    return await District(partners, district_id).seed()


async def asked(district: District) -> list[dict[str, Any]]:
    """What partners says it asks."""
    reply = await district.steward.get("/v1/asked-work")
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def said(district: District, what: str) -> list[dict[str, Any]]:
    """The data of what it told."""
    return [event["data"] for event in await district.partners.published(district.id, f"partners.work.{what}.v1")]


async def test_it_is_asked_for_once_the_access_is_closed(district: District) -> None:
    opened = await district.opened()
    assert await said(district, "owed") == []
    await district.teacher.post(f"{PATH}/{opened['id']}/close")
    (told,) = await said(district, "owed")
    assert (told["origin_type"], told["origin_id"], told["version"]) == ("emergency_access", opened["id"], 1)
    wish = told["wish"]
    assert (wish["role"], wish["school_id"], wish["school_days"]) == ("district_coordinator", None, 3)
    assert (wish["text_code"], wish["text_values"]["staff"]) == ("emergency_access.review", str(district.teacher_id))
    assert (wish["link"], wish["closes_by"]) == (f"{PATH}/{opened['id']}", "origin")
    assert REASON not in str(told)
    assert [(work["state"], work["wish"]["role"]) for work in await asked(district)] == [
        ("asked", "district_coordinator")
    ]


async def test_one_that_ends_by_itself_is_asked_for_too(district: District) -> None:
    await district.opened()
    await district.moved_back(3)
    await close_what_is_over(district.partners.app.state.db, district.partners.settings)
    assert len(await said(district, "owed")) == 1


async def test_the_review_settles_it(district: District) -> None:
    opened = await district.opened()
    await district.teacher.post(f"{PATH}/{opened['id']}/close")
    reply = await district.steward.post(f"{PATH}/{opened['id']}/review", json=FOUND)
    assert reply.status_code == 200, reply.text
    (told,) = await said(district, "settled")
    assert (told["origin_id"], told["version"], told["settled_as"]) == (opened["id"], 2, "done")
    (work,) = await asked(district)
    assert (work["state"], work["settled_as"]) == ("settled", "done")


async def test_nobody_is_asked_to_review_their_own(district: District) -> None:
    reply = await district.steward.post(PATH, json=WISH)
    await district.steward.post(f"{PATH}/{reply.json()['id']}/close")
    (told,) = await said(district, "owed")
    assert told["wish"]["role"] == "data_manager"


@pytest.mark.parametrize("held", [*({role} for role in REVIEWERS), set(), set(REVIEWERS[:2])])
def test_the_role_asked_is_none_the_opener_holds(held: set[str]) -> None:
    assert reviewer_profile(held) not in held


async def test_what_scheduling_answers_is_shown(district: District) -> None:
    opened = await district.opened()
    await district.teacher.post(f"{PATH}/{opened['id']}/close")
    answer = {
        **{"owed_work_id": opened["id"], "service": "partners", "origin_type": "emergency_access"},
        **{"origin_id": opened["id"], "wish_version": 1},
    }
    taken = {**answer, "due_on": "2026-12-04", "task_count": 1}
    # Of another service's work, and of a version that was never said.
    for other in ({**taken, "service": "assessment"}, {**taken, "wish_version": 7}):
        await district.partners.receive(district.id, ("scheduling.work.taken.v1", other))
    assert (await asked(district))[0]["state"] == "asked"
    await district.partners.receive(district.id, ("scheduling.work.taken.v1", taken))
    (work,) = await asked(district)
    assert (work["state"], work["due_on"], work["task_count"]) == ("taken", "2026-12-04", 1)
    refused = {**answer, "reason": "unknown_role"}
    await district.partners.receive(district.id, ("scheduling.work.refused.v1", refused))
    (work,) = await asked(district)
    assert (work["state"], work["reason"], work["due_on"]) == ("refused", "unknown_role", None)


async def test_each_day_whatever_review_is_owed_is_asked_for(district: District) -> None:
    opened = await district.opened()
    await district.teacher.post(f"{PATH}/{opened['id']}/close")
    sql = district.partners.sql
    # As of one that was closed before reviews were asked for.
    await sql("delete from asked_works where district_id = $1", district.id)
    day = {
        **{"day": "2026-12-04", "since": None, "school_is_held": True},
        **{"differing_school_ids": [], "calendar_version": 1},
    }
    await district.partners.receive(district.id, ("scheduling.day.begun.v1", day))
    assert len(await said(district, "owed")) == 2
    await district.partners.receive(district.id, ("scheduling.day.begun.v1", {**day, "day": "2026-12-05"}))
    assert len(await said(district, "owed")) == 2


async def test_only_stewards_read_what_is_asked(district: District) -> None:
    assert_refused(await district.teacher.get("/v1/asked-work"), 403, "not_permitted")
