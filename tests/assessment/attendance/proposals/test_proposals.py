"""What a trigger proposes for a student: once, to the role that decides, and withdrawn with what it goes by."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import begun, covering, enrolled, push, said
from tests.assessment.attendance.proposals.factories import PROPOSALS, holder, mentor, proposals, proposing
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.attendance.triggers.factories import TRIGGERS, trigger, trigger_step
from tests.assessment.bundles import pack, person, run

MADE, ACCEPTED, DECLINED, WITHDRAWN = (
    f"assessment.attendance_proposal.{what}.v1" for what in ("made", "accepted", "declined", "withdrawn")
)
OWED, SETTLED = "assessment.work.owed.v1", "assessment.work.settled.v1"


async def told(assessment: Service, district_id: UUID, kind: str) -> list[dict[str, Any]]:
    return [event["data"] for event in await assessment.published(district_id, kind)]


async def missed(assessment: Service, district_id: UUID, days: list[date], students: tuple[int, ...] = (0,)) -> None:
    """These students missed the first two of these days, all of which are reported."""
    rows = [said(student, day, "U") for student in students for day in days[:2]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[-1]))


async def test_it_is_made_once_with_its_reason_as_facts(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    trigger_id = await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days)
    await push(assessment, district_id, [said(0, days[5], "U")])
    (found,) = await proposals(assessment, district_id)
    assert found["state"] == "open"
    assert (found["kind"], found["title"], found["role"]) == ("success_mentor", "A success mentor", "principal")
    assert found["facts"] == {
        **{"value": 2, "began_on": days[1].isoformat(), "days_absent": 2, "days_enrolled": 20},
        **{"band": "moderate", "as_of": days[-1].isoformat()},
    }
    assert (found["trigger"]["id"], found["trigger_version"], found["tier"]) == (trigger_id, 2, 2)
    assert found["is_met"] is True
    (event,) = await told(assessment, district_id, MADE)
    assert event == {
        **{"proposal_id": found["id"], "alert_id": found["alert_id"], "trigger_id": trigger_id, "tier": 2},
        **{"student_id": person(district_id, "000000"), "school_id": str(bundles.school(district_id, "s1"))},
        **{"school_year": "2026-27", "kind": "success_mentor", "role": "principal", "version": 1},
    }


async def test_who_decides_is_asked_by_a_count_if_the_trigger_says_so(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor(role="counselor", school_days=3))
    await proposing(assessment, district_id, mentor(kind="other", tells=False))
    await missed(assessment, district_id, days, (0, 3))
    wishes = [event["wish"] for event in await told(assessment, district_id, OWED)]
    assert [(one["role"], one["school_days"], one["text_code"]) for one in wishes] == [
        ("counselor", 3, "attendance.proposals")
    ]
    assert wishes[0]["text_values"] == {"count": 2, "school": str(bundles.school(district_id, "s1"))}
    first, second = await proposals(assessment, district_id, kind="success_mentor")
    caller = holder(assessment, district_id, "counselor")
    assert (await caller.post(f"{PROPOSALS}/{first['id']}/accept")).status_code == 200
    assert (await told(assessment, district_id, OWED))[-1]["wish"]["text_values"]["count"] == 1
    reply = await caller.post(f"{PROPOSALS}/{second['id']}/decline", json={"reason": "Has one"})
    assert (reply.json()["state"], reply.json()["reason"]) == ("declined", "Has one")
    assert [one["settled_as"] for one in await told(assessment, district_id, SETTLED)] == ["done"]


async def test_accepting_asks_for_the_work_it_names(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    wanted = mentor(tells=False, asks_for={"role": "counselor", "school_days": 7})
    await proposing(assessment, district_id, wanted)
    await missed(assessment, district_id, days)
    (found,) = await proposals(assessment, district_id)
    reply = await holder(assessment, district_id, "principal").post(f"{PROPOSALS}/{found['id']}/accept")
    assert (reply.json()["state"], reply.json()["decided_by"] is not None) == ("accepted", True)
    (owed,) = await told(assessment, district_id, OWED)
    assert (owed["origin_id"], owed["wish"]["role"], owed["wish"]["school_days"]) == (found["id"], "counselor", 7)
    assert (owed["wish"]["closes_by"], owed["wish"]["text_code"]) == ("hand", "attendance.proposal_accepted")
    (accepted,) = await told(assessment, district_id, ACCEPTED)
    assert (accepted["proposal_id"], accepted["kind"], accepted["version"]) == (found["id"], "success_mentor", 2)


async def test_a_correction_withdraws_it_and_the_same_again_proposes_it_again(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days)
    await push(assessment, district_id, [said(0, days[0], "P")])
    (found,) = await proposals(assessment, district_id)
    assert (found["state"], found["withdrawn_because"], found["is_met"]) == ("withdrawn", "undone", False)
    assert [one["because"] for one in await told(assessment, district_id, WITHDRAWN)] == ["undone"]
    assert [one["settled_as"] for one in await told(assessment, district_id, SETTLED)] == ["dropped"]
    await push(assessment, district_id, [said(0, days[0], "U")])
    (again,) = await proposals(assessment, district_id)
    assert (again["id"], again["state"], again["withdrawn_because"]) == (found["id"], "open", None)
    assert [one["version"] for one in await told(assessment, district_id, MADE)] == [1, 3]


@pytest.mark.parametrize("verb", ["accept", "decline"])
async def test_what_was_decided_stays_decided(assessment: Service, district_id: UUID, verb: str) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days)
    (found,) = await proposals(assessment, district_id)
    caller = holder(assessment, district_id, "principal")
    body = {"reason": "No"} if verb == "decline" else None
    assert (await caller.post(f"{PROPOSALS}/{found['id']}/{verb}", json=body)).status_code == 200
    for code in ("P", "U"):
        await push(assessment, district_id, [said(0, days[0], code)])
    (after,) = await proposals(assessment, district_id)
    assert after["state"] == {"accept": "accepted", "decline": "declined"}[verb]
    assert len(await told(assessment, district_id, MADE)) == 1
    assert_refused(await caller.post(f"{PROPOSALS}/{found['id']}/accept"), 409, "attendance_proposal_over")


async def test_it_is_withdrawn_when_the_student_leaves(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days, (0, 11))
    files = bundles.files(11)
    finished = await run(assessment, district_id, pack(files), allow_shrink="students")
    await assessment.receive(
        district_id, ("assessment.roster_import.finished.v1", {"import_id": finished["id"], "version": 1})
    )
    states = {
        one["student_id"]: (one["state"], one["withdrawn_because"]) for one in await proposals(assessment, district_id)
    }
    assert states == {
        person(district_id, "000000"): ("open", None),
        person(district_id, "000011"): ("withdrawn", "left"),
    }


async def test_it_is_withdrawn_with_its_trigger(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    retired = await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days)
    caller = assessment.machine(district_id)
    assert (await caller.post(f"{TRIGGERS}/{retired}/retire")).status_code == 200
    (one,) = await proposals(assessment, district_id)
    assert (one["state"], one["withdrawn_because"]) == ("withdrawn", "retired")
    assert (await told(assessment, district_id, SETTLED))[-1]["settled_as"] == "dropped"


async def test_it_is_withdrawn_with_its_school_year(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days, (0, 3))
    first, second = await proposals(assessment, district_id)
    reply = await holder(assessment, district_id, "principal").post(f"{PROPOSALS}/{first['id']}/accept")
    assert reply.status_code == 200
    first_day = date(2027, 7, 1)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(first_day, time(15), UTC))
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(first_day)))
    monkeypatch.undo()
    found = {one["id"]: (one["state"], one["withdrawn_because"]) for one in await proposals(assessment, district_id)}
    assert found == {first["id"]: ("accepted", None), second["id"]: ("withdrawn", "year_ended")}
    assert [one["because"] for one in await told(assessment, district_id, WITHDRAWN)] == ["year_ended"]


async def test_what_the_new_year_proposes_is_asked_for_when_the_old_one_ends(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor(), days=1)
    await missed(assessment, district_id, days, (0, 3))
    first_day = date(2027, 7, 1)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(first_day, time(15), UTC))
    span = {"first_on": first_day, "last_on": first_day, "school_is_held": True, "differing_school_ids": []}
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", {"version": 9, "ranges": [span]}))
    await enroll(assessment, district_id, [enrolling(0, "2027-07-01")])
    await push(assessment, district_id, [said(0, first_day, "U")], **covering(district_id, first_day))
    assert (await told(assessment, district_id, OWED))[-1]["wish"]["text_values"]["count"] == 1
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(first_day)))
    monkeypatch.undo()
    found = {(one["school_year"], one["state"]) for one in await proposals(assessment, district_id)}
    assert found == {("2026-27", "withdrawn"), ("2027-28", "open")}
    assert await told(assessment, district_id, SETTLED) == []


@pytest.mark.parametrize("role", ["teacher", "mentor", "executive_leader", "nobody"])
async def test_a_role_that_cannot_decide_is_refused(assessment: Service, district_id: UUID, role: str) -> None:
    caller = assessment.machine(district_id)
    code = "attendance_trigger_role_cannot_decide"
    proposing = {"actions": ["proposal"], "proposal": mentor(role=role)}
    assert_refused(await caller.post(TRIGGERS, json=trigger(**proposing)), 422, code)
    assert_refused(await caller.post(TRIGGERS, json=trigger(steps=[trigger_step(**proposing)])), 422, code)
    own = trigger(role=role, actions=["proposal"], proposal=mentor())
    assert_refused(await caller.post(TRIGGERS, json=own), 422, code)
    made = (await caller.post(TRIGGERS, json=trigger(role=role))).json()
    patch = {"actions": ["proposal"], "proposal": mentor()}
    url, first = f"{TRIGGERS}/{made['id']}", {"If-Match": '"1"'}
    assert_refused(await caller.patch(url, json=patch, headers=first), 422, code)
    turned = await caller.patch(url, json={**patch, "proposal": mentor(role="counselor")}, headers=first)
    assert (turned.status_code, turned.json()["proposal"]["role"]) == (200, "counselor")


async def test_only_the_role_that_decides_or_the_district_does(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor(role="counselor"))
    await missed(assessment, district_id, days)
    (found,) = await proposals(assessment, district_id)
    url = f"{PROPOSALS}/{found['id']}"
    principal = holder(assessment, district_id, "principal")
    assert (await principal.get(url)).json()["may"] == []
    assert_refused(await principal.post(f"{url}/accept"), 403, "decided_by_role")
    assert_refused(await assessment.machine(district_id).post(f"{url}/accept"), 403, "people_only")
    elsewhere = holder(assessment, district_id, "counselor", "s2")
    assert_refused(await elsewhere.post(f"{url}/accept"), 404, "not_found")
    for caller in (
        holder(assessment, district_id, "counselor"),
        holder(assessment, district_id, "district_coordinator", None),
    ):
        assert (await caller.get(url)).json()["may"] == ["accept", "decline"]
    assert (await caller.post(f"{url}/accept")).status_code == 200


async def test_the_list_is_filtered(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    trigger_id = await proposing(assessment, district_id, mentor())
    await missed(assessment, district_id, days, (0, 1))
    school = str(bundles.school(district_id, "s2"))
    (one,) = await proposals(assessment, district_id, school_id=school)
    assert one["student_id"] == person(district_id, "000001")
    for name, value in {"student_id": one["student_id"], "since": one["made_at"], "trigger_id": trigger_id}.items():
        found = await proposals(assessment, district_id, **{name: value})
        assert one["id"] in [each["id"] for each in found]
    for name, value in {"kind": "other", "state": "accepted", "since": "2100-01-01T00:00:00Z"}.items():
        assert await proposals(assessment, district_id, **{name: value}) == []


async def test_a_tier_proposes_something_of_its_own(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    further = trigger_step(days=3, actions=["proposal"], proposal=mentor(kind="home_visit"))
    await proposing(assessment, district_id, mentor(), tier=1, steps=[further])
    rows = [said(0, day, "U") for day in days[:3]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[-1]))
    found = {(one["tier"], one["kind"]) for one in await proposals(assessment, district_id)}
    assert found == {(1, "success_mentor"), (3, "home_visit")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"actions": ["proposal"]},
        {"actions": ["work"], "proposal": mentor()},
        {"steps": [trigger_step(actions=["proposal"])]},
        {"steps": [trigger_step(actions=["work"], proposal=mentor())]},
    ],
)
async def test_what_is_proposed_is_said_where_something_is_proposed(
    assessment: Service, district_id: UUID, wrong: dict[str, Any]
) -> None:
    caller = assessment.machine(district_id)
    assert_refused(await caller.post(TRIGGERS, json=trigger(**wrong)), 422, "invalid")


async def test_a_trial_counts_the_proposals_of_whoever_would_decide(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await missed(assessment, district_id, days, (0, 3, 1))
    caller = assessment.machine(district_id)
    wish = trigger(actions=["proposal"], proposal=mentor(role="school_coordinator"))
    made = (await caller.post(TRIGGERS, json=wish)).json()
    tried = (await caller.post(f"{TRIGGERS}/{made['id']}/try", json={"school_year": "2026-27"})).json()
    load = {(one["school"]["name"], one["action"]): (one["person"], one["students"]) for one in tried["load"]}
    assert load == {("School 0101", "proposal"): (None, 2), ("School 0102", "proposal"): (None, 1)}
    assert await proposals(assessment, district_id) == []
