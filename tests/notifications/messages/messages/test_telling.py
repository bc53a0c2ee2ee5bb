"""What each thing scheduling says becomes, and for whom."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.event import Envelope
from shared.testing.calls import Service, assert_refused, envelope
from tests.notifications.factories import DUE, District, task_line, wish

NO_CHANGES = {"added": 0, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}


def changed(district: District, owner_id: UUID | None, cause: str = "revision", **facts: Any) -> Envelope:
    changes = {"change": "added", "former_due_on": None, "other_id": None}
    data = {
        "change_id": uuid4(),
        "cause": cause,
        "plan_id": uuid4(),
        "plan_title": "Reading first",
        "owner_id": owner_id,
        "counts": {**NO_CHANGES, "added": 1},
        "lines": [task_line(uuid4(), **changes)],
        **facts,
    }
    return envelope(district.id, "scheduling.tasks.changed.v2", data)


def barrier(district: District, step: str, raised_by: UUID | None, assignee: UUID | None) -> Envelope:
    data = {
        "barrier_id": uuid4(),
        "number": 7,
        "state": step,
        "level": "district",
        "category": "staffing",
        "raised_by_id": raised_by,
        "assignee_id": assignee,
        "school_ids": [uuid4()],
        "task_count": 1,
        "answer_due_on": None,
    }
    return envelope(district.id, f"scheduling.barrier.{step}.v1", data)


def moved(district: District, step: str, watchers: list[UUID], by: UUID | None = None) -> Envelope:
    ids = {name: uuid4() for name in ("task_id", "plan_id", "activity_id", "school_id", "owner_id")}
    more: dict[str, dict[str, Any]] = {
        "completed": {"done_on": DUE, "on_time": True, "proved_by": None},
        "reassigned": {"former_owner_id": None, "cause": "hand"},
        "reopened": {
            **{
                "due_on": DUE,
                "state": "open",
                "former_state": "done",
                "done_on": DUE,
            },
            "evidence_count": 1,
        },
    }
    origin = {"kind": "activity", "id": ids["activity_id"], "code": "A1", "title": "Meet"}
    data = {**ids, "origin": origin, "watcher_ids": watchers, **more.get(step, {})}
    said = envelope(district.id, f"scheduling.task.{step}.v2", data)
    return said.model_copy(update={"actor": f"person:{by}"}) if by else said


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"withdrawn": 1}, None),
        ({"given_away": 2}, None),
        ({"received": 1, "given_away": 1}, 1),
        ({"added": 2, "withdrawn": 1}, 2),
    ],
)
async def test_only_what_still_wants_an_owner_is_said_to_lack_one(
    district: District, counts: dict[str, int], told: int | None
) -> None:
    coordinator, school = await district.person("Cora"), await district.school("Oak")
    await district.coordinator(coordinator)
    lines = [
        task_line(school, change=change, former_due_on=None, other_id=None)
        for change, count in counts.items()
        for _ in range(count)
    ]
    await district.take(changed(district, None, "hand", counts={**NO_CHANGES, **counts}, lines=lines))
    facts = (await district.told("tasks_changed")).get(coordinator)
    assert (facts and facts["task_count"]) == told
    if facts:
        assert len(facts["lines"]) == told


@pytest.mark.parametrize(
    ("counts", "because"),
    [
        ({"given_away": 1}, "it was yours to do"),
        ({"received": 1}, "it is yours to do"),
        ({"given_away": 1, "redated": 1}, "it is yours to do"),
    ],
)
async def test_whose_task_went_to_another_hears_that_it_was_theirs(
    district: District, notifications: Service, counts: dict[str, int], because: str
) -> None:
    ana = await district.person("Ana")
    await district.take(changed(district, ana, "hand", counts={**NO_CHANGES, **counts}))
    async with notifications.person(district.id, ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
    assert entry["because"] == because


async def test_an_owner_is_told_what_a_change_means_for_them(district: District) -> None:
    ana, ben, school = await district.person("Ana"), await district.person("Ben"), await district.school("Oak")
    received = {"change": "received", "former_due_on": None, "other_id": ben}
    counts = {**NO_CHANGES, "received": 3}
    await district.take(changed(district, ana, "role", counts=counts, lines=[task_line(school, **received)]))
    facts = (await district.told("tasks_changed"))[ana]
    assert (facts["cause"], facts["task_count"], facts["mine"]) == ("role", 3, True)
    [shown] = facts["lines"]
    assert (shown["school_name"], shown["other_name"], shown["due_on"]) == ("Oak", "Ben Ruiz", "2026-12-04")
    assert facts["first_due_on"] == "2026-12-04"


async def test_repetition_tells_nobody(district: District) -> None:
    await district.take(changed(district, await district.person(), "repetition"))
    assert await district.messages() == []


async def test_what_nobody_owns_is_told_to_coordinators_beside_their_own(district: District) -> None:
    cora, change_id = await district.person("Cora"), uuid4()
    await district.coordinator(cora)
    await district.take(
        changed(district, cora, change_id=change_id), changed(district, None, "role", change_id=change_id)
    )
    found = await district.messages()
    assert [message["recipient"]["id"] for message in found] == [str(cora)] * 2
    assert {message["facts"]["mine"] for message in found} == {True, False}


async def test_each_side_of_a_handover_is_told_in_its_own_words(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    data = {"handover_id": uuid4(), "former_owner_id": ana, "new_owner_id": ben, "school_id": None, "role": "principal"}
    counts = {"task_count": 3, "overdue_count": 1, "open_count": 2}
    await district.take(envelope(district.id, "scheduling.handover.made.v1", {**data, **counts}))
    found = await district.told("handover")
    assert {person: facts["part"] for person, facts in found.items()} == {ana: "former", ben: "new"}
    assert found[ben]["former_name"] == "Ana Ruiz"


async def test_a_handover_to_nobody_is_told_to_coordinators(district: District) -> None:
    ana, cora = await district.person("Ana"), await district.person("Cora")
    await district.coordinator(cora)
    data = {
        "handover_id": uuid4(),
        "former_owner_id": ana,
        "new_owner_id": None,
        "school_id": None,
        "role": "principal",
    }
    counts = {"task_count": 3, "overdue_count": 1, "open_count": 2}
    await district.take(envelope(district.id, "scheduling.handover.made.v1", {**data, **counts}))
    parts = {person: facts["part"] for person, facts in (await district.told("handover")).items()}
    assert parts == {ana: "former", cora: "coordinator"}


async def test_both_sides_of_a_delegation_are_told_when_it_begins_and_when_it_ends(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    data = {"delegation_id": uuid4(), "from_id": ana, "to_id": ben, "school_id": None}
    days = {"starts_on": "2026-12-01", "ends_on": "2026-12-18"}
    await district.take(
        *(envelope(district.id, f"scheduling.delegation.{step}.v1", {**data, **days}) for step in ("began", "ended"))
    )
    found = {
        (message["recipient"]["id"], message["facts"]["step"], message["facts"]["part"])
        for message in await district.messages()
    }
    assert found == {
        (str(person), step, part) for person, part in ((ana, "from"), (ben, "to")) for step in ("began", "ended")
    }


STEPS = ("raised", "triaged", "assigned", "escalated", "decided", "resolved", "confirmed", "reopened")


@pytest.mark.parametrize("step", STEPS)
async def test_who_raised_a_barrier_hears_every_step_and_the_assignee_what_comes_to_them(
    district: District, step: str
) -> None:
    ana, cora = await district.person("Ana"), await district.person("Cora")
    await district.take(barrier(district, step, ana, cora))
    parts = {person: facts["part"] for person, facts in (await district.told("barrier")).items()}
    expected = {ana: "raiser"}
    if step in ("assigned", "escalated", "reopened"):
        expected[cora] = "assignee"
    assert parts == expected


async def test_a_barrier_of_nobody_tells_nobody(district: District) -> None:
    await district.take(barrier(district, "raised", None, None))
    assert await district.messages() == []


async def test_who_answers_their_own_barrier_is_told_once(district: District) -> None:
    ana = await district.person()
    await district.take(barrier(district, "assigned", ana, ana))
    assert (await district.told("barrier"))[ana]["part"] == "assignee"


async def test_the_mentioned_are_told_once_and_the_writer_is_not(district: District) -> None:
    ana, ben, school = await district.person("Ana"), await district.person("Ben"), await district.school("Oak")
    plan_id = await district.publish([(ben, DUE)])
    data = {"task_id": uuid4(), "plan_id": plan_id, "school_id": school, "comment_id": uuid4()}
    people = {"mentioned_ids": [ana, ben, ana], "by_id": ben}
    await district.take(envelope(district.id, "scheduling.people.mentioned.v2", {**data, **people}))
    [(person, facts)] = (await district.told("mention")).items()
    assert person == ana
    assert (facts["by_name"], facts["school_name"], facts["plan_title"]) == ("Ben Ruiz", "Oak", "Reading first")


@pytest.mark.parametrize("step", ["started", "completed", "withdrawn", "reopened", "reassigned"])
async def test_watchers_but_the_mover_are_told_that_a_task_moved(district: District, step: str) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    await district.take(moved(district, step, [ana, ben], by=ben), moved(district, step, []))
    [(person, facts)] = (await district.told("watched")).items()
    assert (person, facts["step"], facts["by_name"]) == (ana, step, "Ben Ruiz")


def ended(district: District, *people: UUID, **facts: Any) -> Envelope:
    released = [{"person_id": person, "undone_count": n, "overdue_count": 0} for n, person in enumerate(people)]
    plan = {"plan_id": uuid4(), "title": "Reading first", "school_year": "2026-27", "chunk": 0}
    data = {**plan, "ended_as": "closed", "ended_on": DUE, "people": released, **facts}
    return envelope(district.id, "scheduling.plan.people_released.v1", data)


async def test_what_is_heard_twice_at_once_is_told_once(district: District) -> None:
    ana, plan_id = await district.person("Ana"), uuid4()
    await district.take(ended(district, ana, plan_id=plan_id), ended(district, ana, plan_id=plan_id, chunk=1))
    assert [*(await district.told("plan_ended"))] == [ana]


async def test_whom_a_plans_end_concerns_is_told_once_for_the_plan(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    plan_id = uuid4()
    said = ended(district, ana, ben, plan_id=plan_id)
    again = ended(district, ana, plan_id=plan_id, chunk=1)
    await asyncio.gather(district.take(said), district.take(said, again))
    told = await district.told("plan_ended")
    assert {person: facts["undone_count"] for person, facts in told.items()} == {ana: 0, ben: 1}
    assert (told[ben]["title"], told[ben]["ended_as"]) == ("Reading first", "closed")


async def test_who_answers_for_a_plan_is_told_once_that_it_is_at_risk_and_once_that_it_is_no_longer(
    district: District,
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    facts = {"plan_id": uuid4(), "risk_id": uuid4(), "title": "Reading first", "rule_code": "slippage"}
    facts |= {"kind": "slippage", "rules_version": 0, "goal_id": None, "goal_title": None, "found_on": DUE}
    facts |= {"figures": [{"name": "overdue", "value": 3}, {"name": "tasks", "value": 10}], "people": [ana]}
    found = envelope(district.id, "scheduling.plan.at_risk.v1", facts)
    await district.take(found, found)
    told = (await district.told("plan_at_risk"))[ana]
    assert (told["step"], told["figures"]) == ("at_risk", {"overdue": 3, "tasks": 10})
    cleared = {**facts, "figures": [], "cleared_on": DUE, "people": [ben]}
    await district.take(envelope(district.id, "scheduling.plan.risk_cleared.v1", cleared))
    assert (await district.told("plan_at_risk"))[ben]["step"] == "cleared"


async def test_an_owner_is_told_that_a_task_is_theirs_to_do_again_and_only_so(district: District) -> None:
    ana, ben, cora = [await district.person(name) for name in ("Ana", "Ben", "Cora")]
    event = moved(district, "reopened", [ana, ben, cora], by=ben)
    event = event.model_copy(update={"data": {**event.data, "owner_id": str(ana)}})
    await district.take(event, event)
    assert {person: facts["by_name"] for person, facts in (await district.told("task_reopened")).items()} == {
        ana: "Ben Ruiz"
    }
    assert (await district.told("watched")).keys() == {cora}


async def test_who_reopens_their_own_task_is_told_nothing(district: District) -> None:
    ana = await district.person("Ana")
    event = moved(district, "reopened", [], by=ana)
    await district.take(event.model_copy(update={"data": {**event.data, "owner_id": str(ana)}}))
    assert await district.messages() == []


async def test_redelivery_disorder_and_two_workers_tell_nothing_twice(
    district: District, notifications: Service
) -> None:
    people = [await district.person(f"P{n}") for n in range(4)]
    await district.coordinator(people[0])
    events = [
        *(changed(district, person) for person in people),
        changed(district, None),
        *(barrier(district, step, people[1], people[2]) for step in STEPS),
        moved(district, "completed", people),
    ]
    halves = [events[:9], list(reversed(events[5:])), events]
    await asyncio.gather(*(district.take(*half) for half in halves))
    await district.take(*reversed(events))
    found = await district.messages()
    assert len(found) == 4 + 1 + 8 + 3 + 4
    sent = await notifications.published(district.id, "notifications.message.sent.v1")
    assert sorted(event["data"]["message_id"] for event in sent) == sorted(message["id"] for message in found)


async def test_the_same_facts_under_new_event_ids_are_not_told_again(district: District) -> None:
    ana, change_id = await district.person(), uuid4()
    for _ in range(2):
        await district.take(changed(district, ana, change_id=change_id))
    assert len(await district.messages()) == 1


def week(school_id: UUID | None, **facts: Any) -> dict[str, Any]:
    counts = {"done": 12, "on_time": 10, "overdue": 3, "blocked": 0, "unowned": 1, "due_next_week": 4}
    days = {"week_starts_on": "2026-11-30", "week_ends_on": "2026-12-06"}
    plan = {"plan_id": uuid4(), "title": "Reading first", "tasks": 30, "done": 12, "overdue": 3}
    return {**days, "school_id": school_id, **counts, "plans": [plan], **facts}


async def test_a_schools_week_is_told_to_its_principals_and_the_districts_to_its_leaders(district: District) -> None:
    people = [await district.person(name) for name in ("Pia", "Quinn", "Cora", "Eli", "Tom")]
    pia, quinn, cora, eli, tom = people
    oak, elm = await district.school("Oak"), await district.school("Elm")
    for staff_id, role, school in (
        (pia, "principal", oak),
        (quinn, "principal", elm),
        (cora, "district_coordinator", None),
        (eli, "executive_leader", None),
        (tom, "teacher", oak),
    ):
        await district.role(staff_id, role, school)
    events = [
        envelope(district.id, "scheduling.week.summed.v1", week(school, done=done))
        for school, done in ((oak, 1), (elm, 2), (None, 3))
    ]
    await district.take(*events)
    await district.take(*reversed(events))
    # The same week summed again is the same week.
    await district.take(envelope(district.id, "scheduling.week.summed.v1", week(oak, done=9)))
    found = await district.told("weekly_summary")
    assert {person: (facts["school_name"], facts["done_count"]) for person, facts in found.items()} == {
        pia: ("Oak", 1),
        quinn: ("Elm", 2),
        cora: (None, 3),
        eli: (None, 3),
    }
    assert found[pia]["plans"][0]["title"] == "Reading first"


@pytest.mark.parametrize("said", [None, "done", "overdue", "blocked", "unowned", "due_next_week"])
async def test_nobody_is_told_of_a_week_with_nothing_to_say(district: District, said: str | None) -> None:
    pia, oak = await district.person("Pia"), await district.school("Oak")
    await district.role(pia, "principal", oak)
    nothing = dict.fromkeys(("done", "on_time", "overdue", "blocked", "unowned", "due_next_week"), 0)
    facts = {**nothing, **({said: 1} if said else {})}
    await district.take(envelope(district.id, "scheduling.week.summed.v1", week(oak, **facts)))
    assert [*(await district.told("weekly_summary"))] == ([pia] if said else [])


async def test_an_emergency_access_is_told_to_those_who_answer_and_cannot_be_silenced(district: District) -> None:
    oak = await district.school("Oak")
    teacher, steward, principal, elsewhere = [await district.person(name) for name in ("Ana", "Ben", "Cora", "Dov")]
    await district.coordinator(steward)
    await district.role(principal, "principal", oak)
    await district.role(elsewhere, "principal", await district.school("Elm"))
    for choice in ({"email": "off"}, {"email": "daily"}, {"inbox": "off"}):
        reply = await wish(district.service, district.id, steward, choices={"emergency_access": choice})
        assert_refused(reply, 422, "urgent_stays")
    opened = {"emergency_access_id": uuid4(), "staff_id": teacher, "school_id": oak}
    span = {"opened_at": "2026-12-01T15:00:00Z", "until": "2026-12-01T16:00:00Z"}
    await district.take(envelope(district.id, "partners.emergency_access.opened.v1", {**opened, **span}))
    told = await district.told("emergency_access")
    assert told.keys() == {steward, principal}
    assert (told[steward]["school_name"], told[steward]["minutes"]) == ("Oak", 60)
