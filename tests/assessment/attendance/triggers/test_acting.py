"""Tiers of a trigger, rapid changes, and what is done about who meets them: by counts, undone by a correction."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest

from services.assessment.attendance.triggers.rules import MessageTo, steps_of
from services.assessment.attendance.triggers.tables import AttendanceTriggerRow
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun, covering, enrolled, push, said
from tests.assessment.attendance.proposals.factories import mentor
from tests.assessment.attendance.triggers.factories import (
    ALERTS,
    TRIGGERS,
    activated,
    open_alerts,
    trigger,
    trigger_step,
)
from tests.assessment.bundles import person

TOLD, OWED, SETTLED = (f"assessment.{what}.v1" for what in ("attendance_alerts.told", "work.owed", "work.settled"))


async def told(assessment: Service, district_id: UUID) -> list[dict[str, Any]]:
    return [event["data"] for event in await assessment.published(district_id, TOLD)]


async def holder(assessment: Service, district_id: UUID, role: str, school: UUID | None) -> UUID:
    staff_id = new_id()
    names = {"given_name": "M", "family_name": "N", "email": None, "language": "en", "active": True}
    await assessment.receive(district_id, ("partners.staff.recorded.v1", {"staff_id": staff_id, **names, "version": 1}))
    held = {"assignment_id": new_id(), "staff_id": staff_id, "role": role, "school_id": school, "version": 1}
    days = {"starts_on": "2020-01-01", "ends_on": None}
    await assessment.receive(district_id, ("partners.role.assigned.v1", {**held, **days}))
    return staff_id


async def on_caseload(assessment: Service, district_id: UUID, staff_id: UUID, student: int) -> None:
    wish = {"student_id": person(district_id, f"{student:06d}"), "staff_id": str(staff_id), "relation": "caseload"}
    reply = await assessment.machine(district_id).post(
        "/v1/caseload-assignments", json={**wish, "starts_on": "2026-08-24"}
    )
    assert reply.status_code == 201, reply.text


async def test_each_tier_is_met_and_asked_for_by_itself(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    third = {"tier": 3, "kind": "band", "band": "severe", "days": None, "role": "executive_leader"}
    further = [trigger_step(), trigger_step(**third)]
    await activated(assessment, district_id, tier=1, days=3, steps=[further[0] | {"tier": 2}, further[1]])
    rows = [said(0, day, "U") for day in days[:3]] + [said(3, day, "U") for day in days[:5]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    found = {(alert["student_id"], alert["tier"]) for alert in await open_alerts(assessment, district_id)}
    one, two = person(district_id, "000000"), person(district_id, "000003")
    assert found == {(one, 1), (two, 1), (two, 2), (two, 3)}
    wishes = [event["data"]["wish"] for event in await assessment.published(district_id, OWED)]
    assert sorted((wish["role"], wish["text_values"]["count"]) for wish in wishes) == [
        *(("executive_leader", 1), ("principal", 1), ("principal", 2)),
    ]
    # Two days less: of the second nothing but the first tier is left.
    await push(assessment, district_id, [said(3, day, "P") for day in days[:2]])
    found = {(alert["student_id"], alert["tier"]) for alert in await open_alerts(assessment, district_id)}
    assert found == {(one, 1), (two, 1)}
    assert len(await assessment.published(district_id, SETTLED)) == 2


async def test_each_tier_is_quiet_by_itself(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, tier=1, days=1, quiet_days=30, steps=[trigger_step(days=1)])
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    for code in ("P", "U"):
        await push(assessment, district_id, [said(0, days[0], code)])
    assert [alert["tier"] for alert in await open_alerts(assessment, district_id)] == [3]


async def test_who_holds_the_role_is_told_by_counts_and_of_a_correction(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    trigger_id = await activated(assessment, district_id, days=2, actions=["message"])
    rows = [said(student, day, "U") for student in (0, 3) for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    school = str(bundles.school(district_id, "s1"))
    (first,) = await told(assessment, district_id)
    assert first == {
        **{"trigger_id": trigger_id, "school_id": school, "tier": 2, "role": "principal", "people": []},
        **{"raised": 2, "undone": 0, "still_open": 2},
    }
    assert await assessment.published(district_id, OWED) == []
    await push(assessment, district_id, [said(3, days[0], "E")])
    assert len(await told(assessment, district_id)) == 1, "nothing new is told twice"
    await push(assessment, district_id, [said(3, days[0], "P")])
    assert [(one["raised"], one["undone"], one["still_open"]) for one in await told(assessment, district_id)] == [
        *((2, 0, 2), (0, 1, 1)),
    ]


async def test_who_has_them_on_their_caseload_is_told_of_theirs_alone(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    school = bundles.school(district_id, "s1")
    ann, ben = [await holder(assessment, district_id, "counselor", school) for _ in range(2)]
    await on_caseload(assessment, district_id, ann, 0)
    await on_caseload(assessment, district_id, ben, 6)
    await activated(assessment, district_id, days=2, actions=["message"], message_to="caseload")
    rows = [said(student, day, "U") for student in (0, 3) for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    (one,) = await told(assessment, district_id)
    assert one["role"] is None
    assert one["people"] == [{"person_id": str(ann), "raised": 1, "undone": 0, "still_open": 1}]
    await push(assessment, district_id, [said(3, days[0], "P")])
    assert len(await told(assessment, district_id)) == 1, "of nobody's caseload nobody is told"


async def test_a_trial_says_whom_each_action_would_reach(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    school = bundles.school(district_id, "s1")
    principal = await holder(assessment, district_id, "principal", school)
    ann = await holder(assessment, district_id, "counselor", school)
    await on_caseload(assessment, district_id, ann, 0)
    rows = [said(student, day, "U") for student in (0, 1, 3) for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller = assessment.machine(district_id)
    wish = trigger(actions=["work", "message"], message_to="caseload", steps=[trigger_step(actions=[])])
    made = (await caller.post(TRIGGERS, json=wish)).json()
    tried = (await caller.post(f"{TRIGGERS}/{made['id']}/try", json={"school_year": "2026-27"})).json()
    load = {(one["school"]["name"], one["action"]): (one["person"], one["students"]) for one in tried["load"]}
    assert {key: (who and who["id"], count) for key, (who, count) in load.items()} == {
        ("School 0101", "work"): (str(principal), 2),
        ("School 0101", "message"): (str(ann), 1),
        ("School 0102", "work"): (None, 1),
    }
    assert [(one["tier"], one["students"]) for one in tried["tiers"]] == [(2, 3), (3, 0)]


async def test_no_trial_says_which_days_one_child_missed(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    ann = await holder(assessment, district_id, "counselor", bundles.school(district_id, "s1"))
    await on_caseload(assessment, district_id, ann, 0)
    await push(
        assessment, district_id, [said(0, day, "U") for day in days[:7]], **covering(district_id, days[0], days[-1])
    )
    blind = assessment.machine(district_id, "attendance-rules:read", "attendance-rules:write")
    answers = []
    for number in (6, 7, 8):
        wish = trigger(
            **{"days": number, "actions": ["work", "message", "proposal"], "message_to": "caseload"},
            proposal=mentor(role="school_coordinator"),
        )
        made = (await blind.post(TRIGGERS, json=wish)).json()
        reply = await blind.post(f"{TRIGGERS}/{made['id']}/try", json={"school_year": "2026-27"})
        assert reply.status_code == 200, reply.text
        answers.append(reply.json())
    assert answers[0] == answers[1] == answers[2]
    assert (answers[0]["students"], answers[0]["schools"], answers[0]["load"]) == (None, [], [])


async def test_alerts_end_with_their_school_year(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1)
    rows = [said(student, days[0], "U") for student in (0, 3)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller = assessment.machine(district_id)
    first, second = await open_alerts(assessment, district_id)
    await caller.post(f"{ALERTS}/{first['id']}/handle")
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(date(2027, 6, 30))))
    assert len(await open_alerts(assessment, district_id)) == 1
    first_day = date(2027, 7, 1)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(first_day, time(15), UTC))
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(first_day)))
    monkeypatch.undo()
    found = {alert["id"]: alert["state"] for alert in (await caller.get(ALERTS)).json()["items"]}
    assert found == {first["id"]: "over", second["id"]: "lapsed"}
    settled = await assessment.published(district_id, SETTLED)
    # A feed that has stopped was asked about too.
    assert len([event for event in settled if event["data"]["origin_type"] != "attendance_feed_stopped"]) == 1
    ended = await assessment.published(district_id, "assessment.attendance_alert.ended.v1")
    assert sorted(event["data"]["state"] for event in ended) == ["lapsed", "over"]


async def test_last_years_alerts_hold_back_none_of_this_years(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A school year's first reports may come before its first day begins, which ends what is open of the last."""
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1)
    rows = [said(student, days[0], "U") for student in (0, 3)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    first = date(2027, 8, 23)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(first, time(15), UTC))
    ranges = [{"first_on": first, "last_on": first, "school_is_held": True, "differing_school_ids": []}]
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", {"version": 2, "ranges": ranges}))
    await push(assessment, district_id, [said(6, first, "U")], **covering(district_id, first))
    assert await asked_of(assessment, district_id) == [(2, None), (1, first.isoformat())]
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(first)))
    monkeypatch.undo()
    found = {alert["school_year"]: alert["state"] for alert in await all_alerts(assessment, district_id)}
    assert found == {"2026-27": "lapsed", "2027-28": "open"}
    assert await asked_of(assessment, district_id) == [(2, None), (1, first.isoformat())]
    settled = await assessment.published(district_id, SETTLED)
    assert [event for event in settled if event["data"]["origin_type"] == "attendance_alerts"] == []


async def all_alerts(assessment: Service, district_id: UUID) -> list[dict[str, Any]]:
    return list((await assessment.machine(district_id).get(ALERTS)).json()["items"])


async def asked_of(assessment: Service, district_id: UUID) -> list[tuple[int, str | None]]:
    """How many students somebody was asked to look at, and since when; of the school year that is over that is left out."""
    wishes = [
        event["data"]["wish"]
        for event in await assessment.published(district_id, OWED)
        if event["data"]["origin_type"] == "attendance_alerts"
    ]
    return [
        (wish["text_values"]["count"], wish["due_after"] if wish["due_after"] >= "2027-08" else None) for wish in wishes
    ]


async def test_a_rapid_change_is_found_once_where_it_begins(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, kind="rapid_change", days=3, over=5)
    rows = [said(0, day, "U") for day in (days[1], days[11], days[12], days[13], days[14])]
    # Of the other every second day is missed all the time: nothing changes.
    rows += [said(3, day, "U") for day in days[:20:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    (found,) = await open_alerts(assessment, district_id)
    assert (found["student_id"], found["began_on"], found["value"]) == (
        *(person(district_id, "000000"), days[13].isoformat(), 3),
    )
    await push(assessment, district_id, [said(0, days[13], "P")])
    (later,) = await open_alerts(assessment, district_id)
    assert later["began_on"] == days[14].isoformat()


async def test_changes_are_those_that_counting_day_by_day_finds(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, kind="rapid_change", days=2, over=4)
    chance = random.Random(7)
    missed = {student: [chance.random() < 0.15 * (1 + student % 4) for _ in range(30)] for student in range(12)}
    rows = [said(student, days[at], "U") for student, one in missed.items() for at in range(30) if one[at]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[29]))
    found = {
        (alert["student_id"], alert["began_on"]) for alert in await open_alerts(assessment, district_id, limit="500")
    }
    counted = {
        (person(district_id, f"{student:06d}"), days[end - 1].isoformat())
        for student, one in missed.items()
        for end in rising(one, over=4, least=2)
    }
    assert len(counted) > 12
    assert found == counted


def rising(missed: Sequence[bool], over: int, least: int) -> list[int]:
    """The days, counted from one, on which the last so many first have so many more missed than those before."""
    levels = {
        end: sum(missed[end - over : end]) - sum(missed[end - 2 * over : end - over])
        for end in range(2 * over, len(missed) + 1)
    }
    return [end for end, level in levels.items() if level >= least and levels.get(end - 1, 0) < least]


def test_a_further_tier_is_as_the_trigger_where_it_says_nothing() -> None:
    row = AttendanceTriggerRow(
        **trigger(tier=1, quiet_days=9, months=[], school_days=5, actions=["work"], message_to="caseload"),
        steps=[trigger_step(role="counselor") | dict.fromkeys(("school_days", "actions", "message_to"))],
    )
    first, further = steps_of(row)
    assert (further.role, further.actions, further.message_to) == ("counselor", first.actions, MessageTo.CASELOAD)
    assert (further.quiet_days, further.tier, further.days) == (0, 3, 5)
