"""Who gets which attendance, on what ground, how often, when last: and its silence is told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.assessment.attendance.access_arrangements import service
from services.assessment.attendance.access_arrangements.repository import CALLS, RIGHTS
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.web.openapi import permission, routes_of
from tests.assessment import bundles
from tests.assessment.attendance.access_arrangements.factories import URL, arrangement, staff
from tests.assessment.attendance.corrections.factories import correct
from tests.assessment.attendance.factories import begun, covering, enrolled, push
from tests.assessment.attendance.figures.factories import monday_after, reported
from tests.assessment.bundles import pack, run
from tests.assessment.privacy.disclosures.factories import EVERY_KIND

OWED, SETTLED = "assessment.work.owed.v1", "assessment.work.settled.v1"
SILENT = "assessment.access_arrangement.silent.v1"
#: What is read by the same rights and is none of the data that an arrangement names.
NO_USE = {
    "explain_attendance_figures": "the definition and the rules, no count",
    "list_attendance_days": "which days were reported, of no student",
    "list_school_enrollments": "who is enrolled where, no absence",
}


async def made(assessment: Service, district_id: UUID, **more: Any) -> dict[str, Any]:
    """An arrangement of somebody with a right, and who answers for it."""
    holder = more.pop("holder_id", None) or await staff(assessment, district_id, "data_manager")
    owner = await staff(assessment, district_id)
    reply = await assessment.machine(district_id).post(URL, json=arrangement(holder, owner, **more))
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def read(assessment: Service, district_id: UUID, found: dict[str, Any]) -> dict[str, Any]:
    """How it stands now."""
    return dict((await assessment.machine(district_id).get(f"{URL}/{found['id']}")).json())


async def school_is_held(assessment: Service, district_id: UUID, days: int = 20) -> date:
    """Every day from today on is a school day; returns today."""
    today = clock.now().date()
    ranges = [
        {
            **{"first_on": today - timedelta(days=2), "last_on": today + timedelta(days=days)},
            **{"school_is_held": True, "differing_school_ids": []},
        }
    ]
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", {"version": 1, "ranges": ranges}))
    return today


async def look(assessment: Service, district_id: UUID, day: date) -> None:
    """A day begins."""
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(day)))


async def test_its_silence_is_told_once_and_its_owner_asked(assessment: Service, district_id: UUID) -> None:
    found = await made(assessment, district_id)
    assert (found["last_used_at"], found["overdue"], found["holder_right"]) == (None, False, "held")
    today = await school_is_held(assessment, district_id)
    await look(assessment, district_id, today + timedelta(days=1))
    assert (await read(assessment, district_id, found))["overdue"] is False
    for days in (3, 4):
        await look(assessment, district_id, today + timedelta(days=days))
    silent = await read(assessment, district_id, found)
    assert (silent["overdue"], silent["silent_since"] is not None) == (True, True)
    (told,) = await assessment.published(district_id, SILENT)
    assert told["data"] == {
        **{"arrangement_id": found["id"], "holder_kind": "staff", "holder_id": found["holder_id"]},
        "last_used_at": None,
    }
    (owed,) = await assessment.published(district_id, OWED)
    wish = owed["data"]["wish"]
    assert (wish["person_id"], wish["text_values"]) == (found["owner"]["id"], {"count": 1})
    listed = await assessment.machine(district_id).get(URL, params={"overdue": "true"})
    assert [one["id"] for one in listed.json()["items"]] == [found["id"]]


async def test_it_is_cleared_when_it_is_used_again(assessment: Service, district_id: UUID) -> None:
    found = await made(assessment, district_id)
    today = await school_is_held(assessment, district_id)
    await look(assessment, district_id, today + timedelta(days=3))
    holder = assessment.person(district_id, UUID(found["holder_id"]), ("data_manager", None))
    reply = await holder.get("/v1/attendance-standings", params={"school_year": "2026-27"})
    assert reply.status_code == 200, reply.text
    used = await read(assessment, district_id, found)
    assert (used["overdue"], used["last_used_at"] is not None) == (False, True)
    async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
        await service.look_each_day(ctx, today + timedelta(days=1), today)
    assert (await read(assessment, district_id, found))["silent_since"] is None
    assert len(await assessment.published(district_id, SETTLED)) == 1
    async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
        await service.look_each_day(ctx, today + timedelta(days=5), today)
    assert len(await assessment.published(district_id, SILENT)) == 2


async def test_a_week_is_longer_than_a_day_and_a_week_without_school_is_none(
    assessment: Service, district_id: UUID
) -> None:
    weekly = await made(assessment, district_id, rhythm="weekly")
    other = new_id()
    without = await made(assessment, other, rhythm="weekly")
    today = await school_is_held(assessment, district_id)
    await look(assessment, district_id, today + timedelta(days=6))
    assert (await read(assessment, district_id, weekly))["overdue"] is False
    for district in (district_id, other):
        await look(assessment, district, today + timedelta(days=10))
    assert (await read(assessment, district_id, weekly))["overdue"] is True
    assert (await read(assessment, other, without))["overdue"] is False


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("figures", "/v1/attendance-figures/trend?school_year=2026-27"),
        ("alerts", "/v1/attendance-alerts"),
        ("alerts", "/v1/attendance-proposals"),
    ],
)
async def test_use_is_of_what_it_names(assessment: Service, district_id: UUID, data: str, path: str) -> None:
    found = await made(assessment, district_id, data=[data])
    holder = assessment.person(district_id, UUID(found["holder_id"]), ("data_manager", None))
    await holder.get("/v1/attendance-standings", params={"school_year": "2026-27"})
    assert (await read(assessment, district_id, found))["last_used_at"] is None
    assert (await holder.get(path)).status_code == 200
    assert (await read(assessment, district_id, found))["last_used_at"] is not None


async def test_reading_what_was_set_right_is_use(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    correction = await correct(assessment, district_id, 0, 1, "U")
    for path in ("?disagrees=true", f"/{correction['id']}"):
        found = await made(assessment, district_id, data=["standings"])
        holder = assessment.person(district_id, UUID(found["holder_id"]), ("data_manager", None))
        reply = await holder.get(f"/v1/attendance-corrections{path}")
        assert reply.status_code == 200, reply.text
        assert (await read(assessment, district_id, found))["last_used_at"] is not None, path


async def test_every_table_of_figures_is_use(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 30, 5)
    for at in (20, 25, 30, 35):
        await push(assessment, district_id, [], **covering(district_id, days[at], days[at + 4]))
        await look(assessment, district_id, monday_after(days[at + 4]))
    for path in ("", "/trend", "/years", "/change", "/subgroups"):
        found = await made(assessment, district_id, data=["figures"])
        holder = assessment.person(district_id, UUID(found["holder_id"]), ("data_manager", None))
        more = {"dimension": "sex"} if path == "/subgroups" else {}
        reply = await holder.get(f"/v1/attendance-figures{path}", params={"school_year": "2026-27", **more})
        assert reply.status_code == 200, reply.text
        assert (await read(assessment, district_id, found))["last_used_at"] is not None, path


def test_every_way_of_reading_attendance_is_use_or_stands_here_with_its_reason(assessment: Service) -> None:
    reading = {
        getattr(route.endpoint, "__name__", "")
        for route in routes_of(assessment.app)
        if "GET" in (route.methods or ()) and permission(route)[1] in {*RIGHTS.values(), "attendance-proposals:read"}
    }
    used = {call for calls in CALLS.values() for call in calls}
    assert used <= reading
    assert reading - used == NO_USE.keys()


async def test_of_a_client_its_scopes_say_so(assessment: Service, district_id: UUID) -> None:
    client_id = new_id()
    facts = {"client_id": client_id, "name": "SIS", "version": 1}
    await assessment.receive(district_id, ("partners.client.recorded.v1", facts))
    found = await made(assessment, district_id, holder_kind="client", holder_id=client_id)
    assert found["holder_right"] == "by_scopes"


async def test_it_gives_no_right_and_says_who_has_none(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    nobody = await staff(assessment, district_id)
    found = await made(assessment, district_id, holder_id=nobody)
    assert found["holder_right"] == "lacking"
    holder = assessment.person(district_id, nobody)
    assert_refused(await holder.get("/v1/attendance-figures", params={"school_year": "2026-27"}), 403, "not_permitted")


async def test_a_party_has_it_by_its_agreement(assessment: Service, district_id: UUID) -> None:
    party_id = new_id()
    facts: dict[str, Any] = {
        **{"party_id": party_id, "basis": "consent", "records": [*EVERY_KIND, "attendance"], "purposes": ["tutoring"]},
        **{"agreement_until": None, "sealed": False, "active": True, "version": 1},
    }
    await assessment.receive(district_id, ("partners.party.recorded.v1", facts))
    found = await made(assessment, district_id, holder_kind="party", holder_id=party_id, ground="consent")
    assert found["holder_right"] == "held"
    over = {**facts, "records": ["roster"], "version": 2}
    await assessment.receive(district_id, ("partners.party.recorded.v1", over))
    assert (await read(assessment, district_id, found))["holder_right"] == "lacking"


async def test_what_is_unknown_is_refused(assessment: Service, district_id: UUID) -> None:
    known = await staff(assessment, district_id)
    caller = assessment.machine(district_id)
    for wish, code in (
        (arrangement(new_id(), known), "no_such_holder"),
        (arrangement(known, new_id()), "no_such_staff"),
        (arrangement(known, known, school_ids=[str(new_id())]), "no_such_school"),
        (arrangement(known, known, data=[]), "invalid"),
        (arrangement(known, known, holder_kind="party"), "no_such_holder"),
    ):
        assert_refused(await caller.post(URL, json=wish), 422, code)
    teacher = assessment.person(district_id, new_id(), ("teacher", new_id()))
    assert_refused(await teacher.get(URL), 403, "not_permitted")


async def test_who_has_ended_one_waits_for_it_no_more(assessment: Service, district_id: UUID) -> None:
    found = await made(assessment, district_id)
    today = await school_is_held(assessment, district_id)
    await look(assessment, district_id, today + timedelta(days=3))
    reply = await assessment.machine(district_id).post(f"{URL}/{found['id']}/end")
    assert (reply.status_code, reply.json()["state"], reply.json()["overdue"]) == (200, "ended", False)
    assert len(await assessment.published(district_id, SETTLED)) == 1
