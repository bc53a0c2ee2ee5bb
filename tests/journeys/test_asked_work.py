"""What partners asks for is a task: on somebody's day, reminded of in their language, and done with what it asks for."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications.occasions.daily_runs.timer import begin_days
from services.notifications.wording.templates.rendering import render, subject
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.access.grant_proposals.factories import Ways
from tests.partners.privacy.emergency_access.factories import PATH, REASON, District
from tests.scheduling.year.daily_runs.factories import Mornings

DIRECTORY = ("district.recorded.v1", "school.recorded.v1", "staff.recorded.v1", "role.assigned.v1")
ZONE = "America/Detroit"


async def hand_over(giver: Service, district_id: UUID, type_: str, *takers: Service) -> list[dict[str, Any]]:
    """Hand what one service published to others; returns its data."""
    found = await giver.published(district_id, type_)
    assert found, type_
    for taker in takers:
        await taker.receive(district_id, *[(event["type"], event["data"]) for event in found])
    return [event["data"] for event in found]


async def known(
    partners: Service, scheduling: Service, notifications: Service, district_id: UUID
) -> tuple[District, Any]:
    """A district whose coordinator reads Spanish, known to all three, and the Monday after tomorrow."""
    district = await District(partners, district_id).seed()
    path = f"/v1/staff/{district.steward_id}"
    version = (await district.machine.get(path)).headers["ETag"]
    changed = await district.machine.patch(path, json={"language": "es"}, headers={"If-Match": version})
    assert changed.status_code == 200, changed.text
    today = await told_of(partners, district_id, scheduling, notifications)
    return district, today + timedelta(days=7 - today.weekday())


async def told_of(partners: Service, district_id: UUID, scheduling: Service, notifications: Service) -> date:
    """Have both know the district's people, and scheduling its school year; returns today."""
    for type_ in DIRECTORY:
        await hand_over(partners, district_id, f"partners.{type_}", scheduling, notifications)
    today = clock.day_in(ZONE, clock.now())
    year = {"school_year_id": new_id(), "title": "this year", "starts_on": today - timedelta(days=60)}
    told = {**year, "ends_on": today + timedelta(days=200)}
    await scheduling.receive(district_id, ("assessment.school_year.listed.v1", told))
    return today


async def test_the_review_of_an_emergency_is_somebodys_task_until_it_is_given(
    partners: Service,
    scheduling: Service,
    notifications: Service,
    district_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    district, monday = await known(partners, scheduling, notifications, district_id)
    opened = await district.opened()
    emergency = f"{PATH}/{opened['id']}"
    await district.teacher.post(f"{emergency}/close")

    # Asked, taken, and shown so.
    await hand_over(partners, district_id, "partners.work.owed.v1", scheduling)
    await hand_over(scheduling, district_id, "scheduling.work.taken.v1", partners)
    (work,) = (await district.steward.get("/v1/asked-work")).json()["items"]
    assert (work["state"], work["task_count"]) == ("taken", 1)

    # On the coordinator's day, and told them at once in their language.
    coordinator = scheduling.person(district_id, district.steward_id, ("district_coordinator", None))
    (task,) = (await coordinator.get("/v1/my-day")).json()["due_soon"]
    day = clock.day_in(ZONE, clock.now())
    assert task["title"] == f"Review the emergency access of A B to student records on {day:%B} {day.day}, {day.year}"
    assert (task["origin"]["link"], task["school"]) == (emergency, None)
    assert_refused(await coordinator.post(f"/v1/tasks/{task['id']}/complete", json={}), 409, "closed_elsewhere")
    await hand_over(scheduling, district_id, "scheduling.tasks.changed.v2", notifications)

    # Reminded of as a school day begins.
    with monkeypatch.context() as patch:
        morning = Mornings(scheduling, district_id, patch, ZONE)
        morning.at(monday, 6, 30)
        await morning.begin()
    await hand_over(scheduling, district_id, "scheduling.tasks.due.v2", notifications)
    await begin_days(notifications.app.state.db, notifications.settings, timedelta(0))
    found = (await notifications.machine(district_id).get("/v1/messages", params={"limit": 100})).json()["items"]
    messages = {message["kind"]: message for message in found}
    said = "Revise el acceso de emergencia de A B a los expedientes de estudiantes del"
    assert {message["language"] for message in messages.values()} == {"es"}
    assert subject("tasks_changed", "es", messages["tasks_changed"]["facts"]).startswith(f"Por hacer: {said}")
    assert said in render("digest", "es", messages["digest"]["facts"]).text
    assert not any(REASON in str(message) for message in found)

    # Given, it is done.
    finding = {"outcome": "justified", "note": "The sheriff was called."}
    assert (await district.steward.post(f"{emergency}/review", json=finding)).status_code == 200
    await hand_over(partners, district_id, "partners.work.settled.v1", scheduling)
    done = (await coordinator.get(f"/v1/tasks/{task['id']}")).json()
    assert (done["state"], done["done_on"]) == ("done", day.isoformat())
    (work,) = (await district.steward.get("/v1/asked-work")).json()["items"]
    assert (work["state"], work["settled_as"]) == ("settled", "done")


async def test_a_grant_that_waits_is_the_task_of_somebody_who_may_answer_it(
    partners: Service, scheduling: Service, notifications: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await told_of(partners, district_id, scheduling, notifications)
    await ways.role()
    await hand_over(partners, district_id, "partners.work.owed.v1", scheduling)
    leader = scheduling.person(district_id, ways.other, ("executive_leader", None))
    (task,) = (await leader.get("/v1/my-day")).json()["due_soon"]
    assert task["title"].startswith("Confirm or refuse a far-reaching role for ")
    asker = scheduling.person(district_id, ways.me, ("data_manager", None))
    assert (await asker.get("/v1/my-day")).json()["due_soon"] == []
    assert (await ways.others.post(f"{task['origin']['link']}/confirm")).status_code == 200
    await hand_over(partners, district_id, "partners.work.settled.v1", scheduling)
    assert (await leader.get("/v1/my-day")).json()["due_soon"] == []
    assert (await leader.get(f"/v1/tasks/{task['id']}")).json()["state"] == "done"
