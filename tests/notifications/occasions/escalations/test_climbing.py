import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio

from services.notifications.occasions.escalations.events import EscalationAcknowledged, EscalationFired
from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.notifications.factories import MORNING
from tests.notifications.occasions.escalations.factories import Staffed
from tests.one_day import ZONE

DAY = timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="session")
async def place(notifications: Service, district_id: UUID) -> Staffed:
    found = Staffed(notifications, district_id)
    await found.staff()
    return found


async def test_a_task_climbs_from_the_owner_to_the_principal_to_the_coordinator(place: Staffed) -> None:
    task = place.late(1)
    for days in range(1, 9):
        await place.morning({**task, "school_days_overdue": days}, day=MORNING + days * DAY)
    said = [(person, tell, day) for person, _, tell, day in await place.climbed()]
    assert said == [(place.pia, "principal", "2026-12-12"), (place.cora, "district_coordinator", "2026-12-16")]
    digests = [message for message in await place.messages() if message["kind"] == "digest"]
    assert {message["recipient"]["id"] for message in digests} == {str(place.ana)}
    assert len(digests) == 8


async def test_one_message_tells_a_person_of_all_that_climbed_that_day(place: Staffed) -> None:
    ben = await place.person("Ben")
    tasks = [place.late(4, title=f"Task {n}") for n in range(3)]
    await place.take(place.due(place.ana, tasks[:2]), place.due(ben, tasks[2:]))
    await place.begin_day()
    facts = (await place.told("escalation"))[place.pia]
    assert facts["task_count"] == 3
    assert {(line["title"], line["owner_name"], line["school_name"]) for line in facts["lines"]} == {
        ("Task 0", "Ana Ruiz", "Oak"),
        ("Task 1", "Ana Ruiz", "Oak"),
        ("Task 2", "Ben Ruiz", "Oak"),
    }
    assert {line["escalation_id"] for line in facts["lines"]} == {
        item["id"] for item in (await place.service.machine(place.id).get("/v1/escalations")).json()["items"]
    }


async def test_a_rung_tells_of_a_task_and_its_date_once_and_of_a_new_date_again(place: Staffed) -> None:
    task = place.late(4)
    await place.morning(task)
    await place.morning({**task, "school_days_overdue": 5}, day=MORNING + DAY)
    assert len(await place.climbed()) == 1
    # The date was moved and passed again: within the quiet period the principal hears nothing, after it they do.
    moved = {**task, "due_on": "2026-12-11", "school_days_overdue": 3}
    await place.morning(moved, day=MORNING + 6 * DAY)
    assert len(await place.climbed()) == 1
    await place.morning({**moved, "school_days_overdue": 4}, day=MORNING + 7 * DAY)
    assert [(person, day) for person, _, _, day in await place.climbed()] == [
        (place.pia, "2026-12-09"),
        (place.pia, "2026-12-16"),
    ]


async def test_nobody_is_told_up_the_ladder_of_their_own_task(place: Staffed) -> None:
    await place.morning(place.late(4), owner_id=place.pia)
    assert await place.climbed() == []


async def test_tasks_of_nobody_climb_too(place: Staffed) -> None:
    await place.take(place.due(None, [place.late(4)]))
    await place.begin_day()
    assert [person for person, *_ in await place.climbed()] == [place.pia]
    facts = (await place.told("escalation"))[place.pia]
    assert facts["lines"][0]["owner_name"] is None


async def test_a_rung_whose_role_nobody_holds_waits_for_somebody(place: Staffed) -> None:
    elm, task = await place.school("Elm"), place.late(4)
    task = {**task, "school_id": elm}
    await place.morning(task)
    assert await place.climbed() == []
    quinn = await place.person("Quinn")
    await place.role(quinn, "principal", elm)
    await place.morning({**task, "school_days_overdue": 5}, day=MORNING + DAY)
    assert [person for person, *_ in await place.climbed()] == [quinn]


async def test_who_has_left_is_told_nothing_and_the_rung_waits_for_their_successor(place: Staffed) -> None:
    await place.person("Pia", active=False, id_=place.pia)
    task = place.late(4)
    await place.morning(task)
    assert await place.climbed() == []
    quinn = await place.person("Quinn")
    await place.role(quinn, "principal", place.oak)
    await place.morning({**task, "school_days_overdue": 5}, day=MORNING + DAY)
    assert [person for person, *_ in await place.climbed()] == [quinn]


async def test_what_comes_late_in_the_day_is_told_on_the_next(place: Staffed) -> None:
    first, second = place.late(4), place.late(4)
    await place.morning(first)
    await place.morning(first, second)
    assert len(await place.climbed()) == 1
    await place.morning(first, second, day=MORNING + DAY)
    assert [task for _, task, _, _ in await place.climbed()] == [str(first["task_id"]), str(second["task_id"])]
    assert len([message for message in await place.messages() if message["kind"] == "escalation"]) == 2


async def test_an_owners_rung_above_the_digest_tells_the_owner(place: Staffed) -> None:
    await place.set_ladder((0, "owner", 0), (2, "owner", 1))
    await place.morning(place.late(1))
    assert await place.climbed() == []
    await place.morning(place.late(2), day=MORNING + DAY)
    assert [(person, tell) for person, _, tell, _ in await place.climbed()] == [(place.ana, "owner")]


async def test_somebody_two_rungs_lead_to_reads_of_a_task_once(place: Staffed) -> None:
    await place.role(place.pia, "school_coordinator", place.oak)
    await place.set_ladder((1, "school_coordinator", 3), (1, "principal", 3))
    await place.morning(place.late(1))
    facts = (await place.told("escalation"))[place.pia]
    assert facts["task_count"] == 1
    assert len(await place.climbed()) == 2


async def test_an_empty_ladder_escalates_nothing(place: Staffed) -> None:
    await place.set_ladder()
    await place.morning(place.late(50))
    assert await place.climbed() == []


async def test_redelivery_and_two_workers_fire_each_rung_once(place: Staffed, notifications: Service) -> None:
    people = [await place.person(f"P{n}") for n in range(6)]
    events = [place.due(person, [place.late(n + 2), place.late(9)]) for n, person in enumerate(people)]
    await asyncio.gather(place.take(*events[:4]), place.take(*reversed(events)))
    await asyncio.gather(*(place.begin_day() for _ in range(3)))
    await place.take(*events)
    await place.begin_day()
    climbed = await place.climbed()
    assert len(climbed) == len(set(climbed))
    # Of twelve tasks one is two days overdue; seven are seven or more.
    assert sum(tell == "principal" for _, _, tell, _ in climbed) == 11
    assert sum(tell == "district_coordinator" for _, _, tell, _ in climbed) == 7
    assert (await place.told("escalation")).keys() == {place.pia, place.cora}
    fired = await notifications.published(place.id, "notifications.escalation.fired.v2")
    assert len(fired) == len(climbed)
    for event in fired:
        assert EscalationFired.model_validate(event["data"]).subject() == event["subject"]


async def acknowledge(place: Staffed, person: UUID, role: tuple[str, UUID | None] | None = None) -> dict[str, Any]:
    async with place.service.person(place.id, person, role or ("principal", place.oak)) as caller:
        [mine] = (await caller.get("/v1/escalations", params={"recipient_id": str(person)})).json()["items"]
        taken = await caller.post(f"/v1/escalations/{mine['id']}/acknowledge")
        assert taken.status_code == 200, taken.text
        again = await caller.post(f"/v1/escalations/{mine['id']}/acknowledge")
        assert again.json() == taken.json()
        return dict(taken.json())


async def test_who_takes_a_task_on_silences_higher_rungs_for_the_quiet_period(
    place: Staffed, notifications: Service
) -> None:
    today = clock.day_in(ZONE, clock.now())
    task, other = place.late(4), place.late(4)
    await place.morning(task, day=today)
    taken = await acknowledge(place, place.pia)
    assert taken["silent_until"] == (today + 7 * DAY).isoformat()
    [event] = await notifications.published(place.id, "notifications.escalation.acknowledged.v2")
    assert EscalationAcknowledged.model_validate(event["data"]).subject() == event["subject"]
    await place.morning({**task, "school_days_overdue": 9}, {**other, "school_days_overdue": 9}, day=today + 7 * DAY)
    told = {(person, tid) for person, tid, *_ in await place.climbed()}
    assert (place.cora, str(task["task_id"])) not in told
    assert (place.cora, str(other["task_id"])) in told
    await place.morning({**task, "school_days_overdue": 10}, day=today + 8 * DAY)
    assert (place.cora, str(task["task_id"])) in {(person, tid) for person, tid, *_ in await place.climbed()}


async def test_only_the_recipient_acknowledges(place: Staffed, notifications: Service) -> None:
    await place.morning(place.late(4))
    async with notifications.machine(place.id) as machine:
        [one] = (await machine.get("/v1/escalations")).json()["items"]
        path = f"/v1/escalations/{one['id']}/acknowledge"
        assert (await machine.post(path)).json()["code"] == "people_only"
    async with notifications.person(place.id, place.cora, ("district_coordinator", None)) as cora:
        assert (await cora.post(path)).status_code == 404
        assert (await cora.post(f"/v1/escalations/{uuid4()}/acknowledge")).status_code == 404
    async with notifications.machine(place.id) as machine:
        assert (await machine.get("/v1/escalations", params={"acknowledged": True})).json()["items"] == []
        assert len((await machine.get("/v1/escalations", params={"acknowledged": False})).json()["items"]) == 1


async def test_leaders_see_their_schools_escalations_and_others_only_their_own(
    place: Staffed, notifications: Service
) -> None:
    elm = await place.school("Elm")
    quinn = await place.person("Quinn")
    await place.role(quinn, "principal", elm)
    await place.morning(place.late(9), {**place.late(4), "school_id": elm})
    seen = {}
    for name, person, role in (
        ("coordinator", place.cora, ("district_coordinator", None)),
        ("executive", uuid4(), ("executive_leader", None)),
        ("principal", place.pia, ("principal", place.oak)),
        ("other principal", quinn, ("principal", elm)),
        ("teacher", place.ana, ("teacher", place.oak)),
    ):
        async with notifications.person(place.id, person, role) as caller:
            seen[name] = len((await caller.get("/v1/escalations")).json()["items"])
    assert seen == {"coordinator": 3, "executive": 3, "principal": 2, "other principal": 1, "teacher": 0}
    async with notifications.person(place.id, uuid4()) as nobody:
        assert_refused(await nobody.get("/v1/escalations"), 403, "not_permitted")


async def test_what_waits_to_be_taken_goes_up_once_as_nobodys(place: Staffed) -> None:
    line = place.late(4)
    pool = [await place.person(name) for name in ("Pat", "Pam")]
    await place.take(*(place.due(person, [{**line, "to_take": True}]) for person in pool), place.due(None, [line]))
    await place.begin_day()
    assert [(person, tell) for person, _, tell, _ in await place.climbed()] == [(place.pia, "principal")]
