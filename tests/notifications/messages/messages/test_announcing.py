import asyncio
import random
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.notifications.wording.templates.rendering import render
from shared.testing.calls import Service
from tests.notifications.factories import DUE, District


@pytest.mark.parametrize("place_of_publication", [0, 2, 4])
async def test_one_message_per_person_in_any_order_of_events(district: District, place_of_publication: int) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    plan_id, schools = uuid4(), [await district.school(f"School {n}") for n in range(4)]
    events = [
        district.assigned(plan_id, n, school, [(ana, date(2026, 12, 10 - n)), (ben, DUE), (ana, None)])
        for n, school in enumerate(schools)
    ]
    random.Random(place_of_publication).shuffle(events)
    events.insert(place_of_publication, district.published(plan_id, 4))
    for event in events[:-1]:
        await district.take(event)
    assert await district.messages() == []
    await district.take(events[-1])
    told = {message["recipient"]["id"]: message["facts"] for message in await district.messages()}
    assert told.keys() == {str(ana), str(ben)}
    assert told[str(ana)]["task_count"] == 8
    assert told[str(ana)]["first_due_on"] == "2026-12-07"
    assert [school["name"] for school in told[str(ana)]["schools"]] == [f"School {n}" for n in range(4)]
    assert {school["count"] for school in told[str(ana)]["schools"]} == {2}
    assert told[str(ana)]["unowned"] is None


async def test_events_in_one_batch_are_announced_once(district: District, notifications: Service) -> None:
    ana, plan_id, school = await district.person(), uuid4(), uuid4()
    chunks = [district.assigned(plan_id, n, school, [(ana, DUE)] * 50) for n in range(150)]
    await district.take(*chunks, district.published(plan_id, 150))
    [message] = await district.messages()
    assert message["facts"]["task_count"] == 7500
    sent = await notifications.published(district.id, "notifications.message.sent.v1")
    assert [event["data"]["recipient_id"] for event in sent] == [str(ana)]


async def test_redelivery_makes_no_second_message(district: District) -> None:
    ana, plan_id, school = await district.person(), uuid4(), uuid4()
    chunk, published = district.assigned(plan_id, 0, school, [(ana, DUE)]), district.published(plan_id, 1)
    await district.take(chunk, published)
    await district.take(published, chunk)
    # The same facts under new event ids, as a producer that restored a backup might send them.
    await district.take(district.assigned(plan_id, 0, school, [(ana, DUE)]), district.published(plan_id, 1))
    [message] = await district.messages()
    assert message["facts"]["task_count"] == 1
    assert len(await district.deliveries(ana)) == 1


async def test_a_chunk_sent_twice_before_publication_counts_once(district: District) -> None:
    ana, plan_id, school = await district.person(), uuid4(), uuid4()
    for _ in range(2):
        await district.take(district.assigned(plan_id, 0, school, [(ana, DUE)]))
    await district.take(district.assigned(plan_id, 1, school, [(ana, DUE)]), district.published(plan_id, 2))
    [message] = await district.messages()
    assert message["facts"]["task_count"] == 2


async def test_two_workers_announce_once(district: District, notifications: Service) -> None:
    ana, plan_id, school = await district.person(), uuid4(), uuid4()
    halves = [
        [district.assigned(plan_id, n, school, [(ana, DUE)]) for n in range(start, start + 20)] for start in (0, 20)
    ]
    await asyncio.gather(
        district.take(*halves[0]), district.take(district.published(plan_id, 40)), district.take(*halves[1])
    )
    [message] = await district.messages()
    assert message["facts"]["task_count"] == 40
    assert len(await notifications.published(district.id, "notifications.message.sent.v1")) == 1


async def test_tasks_of_nobody_are_told_to_the_districts_coordinators(district: District) -> None:
    ana, cora, past = await district.person("Ana"), await district.person("Cora"), await district.person("Past")
    await district.coordinator(cora)
    await district.coordinator(await district.person("Left", active=False))
    await district.coordinator(past, ends_on=date(2020, 6, 30))
    plan_id, schools = uuid4(), [uuid4(), uuid4()]
    await district.take(
        *(district.assigned(plan_id, n, s, [(ana, DUE), (None, DUE)]) for n, s in enumerate(schools)),
        district.published(plan_id, 2),
    )
    told = {message["recipient"]["id"]: message["facts"] for message in await district.messages()}
    assert told.keys() == {str(ana), str(cora)}
    assert told[str(ana)]["unowned"] is None
    assert told[str(cora)]["task_count"] == 0
    assert told[str(cora)]["unowned"] == {"task_count": 2, "school_count": 2, "first_due_on": "2026-12-04"}


async def test_a_coordinator_who_owns_tasks_gets_one_message_about_both(district: District) -> None:
    cora = await district.person("Cora")
    await district.coordinator(cora)
    await district.coordinator(cora)
    await district.publish([(cora, DUE), (None, DUE)])
    [message] = await district.messages()
    assert message["facts"]["task_count"] == 1
    assert message["facts"]["unowned"]["task_count"] == 1


async def test_each_person_is_told_in_their_language(notifications: Service, district_id: UUID) -> None:
    district = District(notifications, district_id)
    await district.settle(language="es-MX")
    wanted = {"en": "en", "es-US": "es", "fr-CA": "es"}
    people = {str(await district.person(language=language)): used for language, used in wanted.items()}
    await district.publish([(UUID(person), DUE) for person in people])
    assert {message["recipient"]["id"]: message["language"] for message in await district.messages()} == people


async def test_an_owner_the_directory_has_not_told_of_is_told_anyway(district: District) -> None:
    stranger = uuid4()
    await district.publish([(stranger, DUE)])
    [message] = await district.messages()
    assert (message["recipient"]["id"], message["language"]) == (str(stranger), "en")


async def test_a_plan_without_tasks_tells_nobody(district: District) -> None:
    await district.take(district.published(uuid4(), 0))
    assert await district.messages() == []


async def test_a_message_shows_its_deliveries(district: District, notifications: Service) -> None:
    ana = await district.person()
    plan_id, _ = [await district.publish([(ana, DUE)]) for _ in range(2)]
    async with notifications.machine(district.id) as caller:
        [message] = (await caller.get("/v1/messages", params={"plan_id": str(plan_id)})).json()["items"]
        found = (await caller.get(f"/v1/messages/{message['id']}")).json()
    assert [(way["channel"], way["state"]) for way in found["deliveries"]] == [("email", "due"), ("inbox", "delivered")]


async def test_only_operators_see_everybodys_messages(district: District, notifications: Service) -> None:
    ana = await district.person()
    for role, status in (("teacher", 403), ("data_manager", 200), ("district_coordinator", 200)):
        async with notifications.person(district.id, ana, (role, None)) as caller:
            for path in ("/v1/messages", "/v1/deliveries", "/v1/suppressed-addresses"):
                assert (await caller.get(path)).status_code == status


async def test_the_first_tasks_are_said_too_where_their_place_has_no_name(district: District) -> None:
    ana, plan_id, day = await district.person("Ana"), uuid4(), date(2026, 12, 4)
    unknown = district.assigned(plan_id, 0, uuid4(), [(ana, day)])
    own = district.assigned(plan_id, 1, None, [(ana, day)])
    called = [
        {"activity_id": task["activity_id"], "activity_code": "A", "title": "Walk"}
        for chunk in (unknown, own)
        for task in chunk.data["tasks"]
    ]
    published = district.published(plan_id, 2)
    await district.take(unknown, own, published.model_copy(update={"data": {**published.data, "activities": called}}))
    said = render("plan_published", "en", (await district.told("plan_published"))[ana]).text
    assert "Walk, a school not yet in the directory" in said
    assert "Walk, the district" in said


async def test_the_first_five_tasks_are_named_by_day_and_who_published_it(district: District) -> None:
    ana, cora, oak = await district.person("Ana"), await district.person("Cora"), await district.school("Oak")
    plan_id, days = uuid4(), [date(2026, 12, 10 - n) for n in range(7)]
    chunk = district.assigned(plan_id, 0, oak, [(ana, day) for day in days])
    called = [
        {"activity_id": task["activity_id"], "activity_code": "A", "title": f"Due {task['due_on']}"}
        for task in chunk.data["tasks"]
    ]
    published = district.published(plan_id, 1)
    published = published.model_copy(
        update={"data": {**published.data, "activities": called}, "actor": f"person:{cora}"}
    )
    await district.take(chunk, published)
    facts = (await district.told("plan_published"))[ana]
    assert [task["title"] for task in facts["first_tasks"]] == [f"Due 2026-12-0{n}" for n in range(4, 9)]
    assert {task["school_name"] for task in facts["first_tasks"]} == {"Oak"}
    assert (facts["by_name"], facts["because"]["code"]) == ("Cora Ruiz", "owner")
