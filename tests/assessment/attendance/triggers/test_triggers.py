"""A trigger raises an alert once, asks for somebody by a count, and a correction undoes both."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import covering, enrolled, push, said, standing
from tests.assessment.attendance.triggers.factories import (
    ALERTS,
    TRIGGERS,
    activated,
    open_alerts,
    trigger,
    trigger_step,
)
from tests.assessment.bundles import person

SETTINGS = "/v1/attendance-figure-settings"
OWED, SETTLED = "assessment.work.owed.v1", "assessment.work.settled.v1"


async def test_so_many_days_in_a_row(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, kind="consecutive", days=3)
    # The third is a Friday, the fourth a Monday: in a row are school days.
    rows = [said(0, day, "U") for day in days[3:6]] + [
        said(3, day, "U") for day in (days[0], days[1], days[3], days[4])
    ]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[9]))
    (found,) = await open_alerts(assessment, district_id)
    assert (found["student_id"], found["began_on"], found["value"], found["may"]) == (
        *(person(district_id, "000000"), days[3].isoformat(), 3),
        ["handle"],
    )
    await push(assessment, district_id, [said(0, days[6], "E")])
    (grown,) = await open_alerts(assessment, district_id)
    assert (grown["id"], grown["value"]) == (found["id"], 4)
    told = await assessment.published(district_id, "assessment.attendance_alert.raised.v1")
    assert [event["data"]["alert_id"] for event in told] == [found["id"]]


async def test_somebody_is_asked_by_a_count_until_all_are_looked_at(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    trigger_id = await activated(assessment, district_id, days=2)
    rows = [said(student, day, "U") for student in (0, 3) for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    school = bundles.school(district_id, "s1")
    (owed,) = await assessment.published(district_id, OWED)
    wish = owed["data"]["wish"]
    assert (wish["school_id"], wish["role"], wish["text_values"]) == (
        *(str(school), "principal"),
        {"count": 2, "school": str(school)},
    )
    assert "000000" not in str(owed["data"])
    principal = assessment.person(district_id, new_id(), ("principal", school))
    found = await open_alerts(assessment, district_id, trigger_id=trigger_id)
    first, second = sorted(found, key=lambda alert: alert["student_id"] != person(district_id, "000000"))
    assert (await principal.post(f"{ALERTS}/{first['id']}/handle")).json()["state"] == "handled"
    assert_refused(await principal.post(f"{ALERTS}/{first['id']}/handle"), 409, "attendance_alert_ended")
    told = await assessment.published(district_id, OWED)
    assert [event["data"]["wish"]["text_values"]["count"] for event in told] == [2, 1]
    await push(assessment, district_id, [said(3, days[0], "P")])
    (settled,) = await assessment.published(district_id, SETTLED)
    assert settled["data"]["settled_as"] == "dropped", "nobody looked: it never was so"
    reply = await assessment.machine(district_id).get(ALERTS)
    assert {alert["id"]: alert["state"] for alert in reply.json()["items"]} == {
        **{first["id"]: "handled", second["id"]: "undone"}
    }


async def test_a_band_and_a_months_days(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    band = await activated(assessment, district_id, kind="band", days=None, band="moderate")
    september = await activated(assessment, district_id, days=2, months=[9])
    in_september = [day for day in days if day.month == 9]
    rows = [said(0, day, "U") for day in days[:4]] + [said(3, day, "U") for day in in_september[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[29]))
    (severe,) = await open_alerts(assessment, district_id, trigger_id=band)
    assert (severe["student_id"], severe["began_on"]) == (person(district_id, "000000"), "2026-07-01")
    (early,) = await open_alerts(assessment, district_id, trigger_id=september)
    assert (early["student_id"], early["began_on"]) == (person(district_id, "000003"), in_september[1].isoformat())


async def test_what_is_met_already_is_found_when_a_trigger_is_activated(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(student, day, "U") for student in (0, 1) for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller = assessment.machine(district_id)
    made = (await caller.post(TRIGGERS, json=trigger())).json()
    tried = (await caller.post(f"{TRIGGERS}/{made['id']}/try", json={"school_year": "2026-27"})).json()
    assert (tried["students"], tried["alerts"]) == (2, 2)
    assert {one["school"]["name"]: one["students"] for one in tried["schools"]} == {"School 0101": 1, "School 0102": 1}
    assert await open_alerts(assessment, district_id) == []
    assert (await caller.post(f"{TRIGGERS}/{made['id']}/try", json={"school_year": "2025-26"})).json()["alerts"] == 0
    await caller.post(f"{TRIGGERS}/{made['id']}/activate")
    assert len(await open_alerts(assessment, district_id)) == 2
    await caller.post(f"{TRIGGERS}/{made['id']}/retire")
    assert await open_alerts(assessment, district_id) == []
    settled = await assessment.published(district_id, SETTLED)
    assert [event["data"]["settled_as"] for event in settled] == ["dropped", "dropped"]


async def test_who_may_not_read_each_of_the_students_is_told_whole_tens(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, 36)
    rows = [said(student, days[0], "U") for student in (*range(0, 36, 3), 1, 2)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    made = (await assessment.machine(district_id).post(TRIGGERS, json=trigger(days=1))).json()
    path, year = f"{TRIGGERS}/{made['id']}/try", {"school_year": "2026-27"}
    exact = (await assessment.machine(district_id).post(path, json=year)).json()
    assert {one["school"]["name"]: one["students"] for one in exact["schools"]} == {
        **{"School 0101": 12, "School 0102": 1, "School 0201": 1}
    }
    blind = assessment.machine(district_id, "attendance-rules:read", "attendance-rules:write", "directory:read")
    told = (await blind.post(path, json=year)).json()
    assert {one["school"]["name"]: (one["students"], one["alerts"]) for one in told["schools"]} == {
        "School 0101": (10, 10)
    }
    assert (told["students"], told["alerts"], told["tiers"][0]["students"]) == (10, 10, 10)
    assert [one["students"] for one in told["load"]] == [10]
    # No group that is smaller than those of the figures is told, of whomever.
    wish = {"smallest": 13, "subgroups": [], "measures": []}
    said_ = await assessment.machine(district_id).put(SETTINGS, json=wish, headers={"If-Match": '"0"'})
    assert said_.status_code == 200, said_.text
    told = (await blind.post(path, json=year)).json()
    assert (told["students"], told["alerts"], told["schools"], told["load"]) == (10, 10, [], [])


@pytest.mark.parametrize(
    ("wish", "missed", "earlier", "began_on", "value"),
    [
        ({"kind": "cumulative", "days": 3}, (5, 8, 11), (2,), 8, 4),
        ({"kind": "consecutive", "days": 3}, (5, 6, 7), (4,), 4, 4),
        # Two days missed before make one run of two that were apart.
        ({"kind": "consecutive", "days": 3}, (5, 6, 7, 1), (2, 3, 4), 1, 7),
    ],
    ids=["in all", "in a row", "in a row, joined"],
)
async def test_a_late_word_of_an_earlier_day_makes_no_second_alert(
    assessment: Service,
    district_id: UUID,
    wish: dict[str, Any],
    missed: Sequence[int],
    earlier: Sequence[int],
    began_on: int,
    value: int,
) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, quiet_days=30, **wish)
    rows = [said(0, days[at], "U") for at in missed]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    (found,) = await open_alerts(assessment, district_id)
    caller = assessment.machine(district_id)
    await caller.post(f"{ALERTS}/{found['id']}/handle")
    for code in ("U", "P", "U"):
        await push(assessment, district_id, [said(0, days[at], code) for at in earlier])
        (after,) = (await caller.get(ALERTS)).json()["items"]
        assert (after["id"], after["state"], after["ended_at"]) == (found["id"], "handled", None)
    assert (after["began_on"], after["value"]) == (days[began_on].isoformat(), value)
    told = await assessment.published(district_id, "assessment.attendance_alert.raised.v1")
    assert len(told) == 1
    (settled,) = await assessment.published(district_id, SETTLED)
    assert settled["data"]["settled_as"] == "done"


async def test_two_runs_are_two_alerts(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, kind="consecutive", days=2)
    rows = [said(0, days[at], "U") for at in (1, 2, 3, 4, 5)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    (one,) = await open_alerts(assessment, district_id)
    await push(assessment, district_id, [said(0, days[3], "P"), *(said(0, days[at], "U") for at in (8, 9))])
    found = {alert["began_on"]: alert["id"] for alert in await open_alerts(assessment, district_id)}
    assert sorted(found) == [days[1].isoformat(), days[4].isoformat(), days[8].isoformat()]
    assert found[days[1].isoformat()] == one["id"]


async def test_work_is_due_from_the_day_of_the_oldest_alert_that_is_open(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await activated(assessment, district_id, days=1)
    rows = [said(student, days[0], "U") for student in (0, 3)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    first, _ = await open_alerts(assessment, district_id)
    older = "update attendance_alerts set raised_at = raised_at - interval '70 days' where id = $1"
    await assessment.sql(older, UUID(first["id"]))
    await push(assessment, district_id, [said(6, days[0], "U")])
    await assessment.machine(district_id).post(f"{ALERTS}/{first['id']}/handle")
    wishes = [event["data"]["wish"] for event in await assessment.published(district_id, OWED)]
    since = [date.fromisoformat(wish["due_after"]) for wish in wishes]
    assert [wish["text_values"]["count"] for wish in wishes] == [2, 3, 2]
    assert [(day - since[0]).days for day in since] == [0, -70, 0]


async def test_history_that_is_loaded_calls_nobody(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1)
    last_year = date(2025, 9, 15)
    told: dict[str, Any] = {
        "version": 9,
        "ranges": [{"first_on": last_year, "last_on": last_year, "school_is_held": True}],
    }
    told["ranges"][0]["differing_school_ids"] = []
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", told))
    await push(assessment, district_id, [said(0, last_year, "U")], **covering(district_id, last_year))
    assert await open_alerts(assessment, district_id) == []
    assert (await standing(assessment, district_id, 0, school_year="2025-26"))["days_absent"] == 1


async def test_after_it_ended_it_is_quiet_for_a_while(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1, quiet_days=30)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    for code in ("P", "U"):
        await push(assessment, district_id, [said(0, days[0], code)])
    assert await open_alerts(assessment, district_id) == []
    ended = "update attendance_alerts set ended_at = ended_at - interval '31 days' where district_id = $1"
    await assessment.sql(ended, district_id)
    await push(assessment, district_id, [said(0, days[0], "E")])
    assert len(await open_alerts(assessment, district_id)) == 1


async def test_who_sees_and_handles_alerts(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    (alert,) = await open_alerts(assessment, district_id)
    school = bundles.school(district_id, "s1")
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school))
    (seen,) = (await teacher.get(ALERTS)).json()["items"]
    assert (seen["id"], seen["may"]) == (alert["id"], [])
    assert_refused(await teacher.post(f"{ALERTS}/{alert['id']}/handle"), 403, "not_permitted")
    elsewhere = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2")))
    assert (await elsewhere.get(ALERTS)).json()["items"] == []
    assert (await teacher.get(f"{ALERTS}/{alert['id']}")).json() == seen
    assert_refused(await elsewhere.get(f"{ALERTS}/{alert['id']}"), 404, "not_found")
    assert_refused(await elsewhere.post(f"{ALERTS}/{alert['id']}/handle"), 404, "not_found")
    assert_refused(await assessment.machine(new_id()).post(f"{ALERTS}/{alert['id']}/handle"), 404, "not_found")


@pytest.mark.parametrize(
    "wish",
    [
        trigger(days=None),
        trigger(band="severe"),
        trigger(kind="band"),
        trigger(kind="band", days=None, band=None),
        trigger(kind="consecutive", months=[9]),
        trigger(days=0),
        trigger(months=[13]),
        trigger(tier=4),
        trigger(over=5),
        trigger(kind="rapid_change"),
        trigger(actions=["dance"]),
        trigger(steps=[trigger_step(tier=2)]),
        trigger(steps=[trigger_step(days=None)]),
        trigger(role="Principal!"),
    ],
)
async def test_what_makes_no_trigger_is_refused(
    assessment: Service, district_id: UUID, wish: dict[str, object]
) -> None:
    caller = assessment.machine(district_id)
    assert_refused(await caller.post(TRIGGERS, json=wish), 422, "invalid")
    made = (await caller.post(TRIGGERS, json=trigger())).json()
    turned = await caller.patch(f"{TRIGGERS}/{made['id']}", json={"band": "severe"}, headers={"If-Match": '"1"'})
    assert_refused(turned, 422, "attendance_trigger_contradictory")


BAND = {"kind": "band", "days": None}


@pytest.mark.parametrize(
    ("wish", "code", "pointers"),
    [
        (trigger(role="wizard"), "no_such_role", ["/role"]),
        (trigger(steps=[trigger_step(role="wizard")]), "no_such_role", ["/steps/0/role"]),
        (trigger(**BAND, band="nope"), "attendance_band_unknown", ["/band"]),
        (
            trigger(**BAND, band="severe", steps=[trigger_step(**BAND, band="nope")]),
            *("attendance_band_unknown", ["/steps/0/band"]),
        ),
    ],
)
async def test_a_role_or_a_band_that_is_not_there_is_refused(
    assessment: Service, district_id: UUID, wish: dict[str, object], code: str, pointers: list[str]
) -> None:
    caller = assessment.machine(district_id)
    refused = await caller.post(TRIGGERS, json=wish)
    assert_refused(refused, 422, code)
    assert [one["pointer"] for one in refused.json()["errors"]] == pointers
    assert (await caller.get(TRIGGERS)).json()["items"] == []
    sound = trigger(**BAND, band="severe") if "kind" in wish and wish["kind"] == "band" else trigger()
    made = (await caller.post(TRIGGERS, json=sound)).json()
    changed = {name: wish[name] for name in ("role", "band", "steps") if wish.get(name) is not None}
    at = f"{TRIGGERS}/{made['id']}"
    assert_refused(await caller.patch(at, json=changed, headers={"If-Match": '"1"'}), 422, code)
