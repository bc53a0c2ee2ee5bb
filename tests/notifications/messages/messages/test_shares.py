"""A published plan is announced from what is told of whom it concerns, whatever its lists of tasks say and when."""

import asyncio
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.event import Envelope
from shared.testing.calls import Service
from tests.notifications.factories import DUE, District, share


def people_told(event: Envelope) -> Envelope:
    """A list of tasks of a plan that tells whom it concerns."""
    return event.model_copy(update={"data": {**event.data, "people_told": True}})


def publication(district: District, plan_id: UUID, chunk_count: int, part_count: int) -> Envelope:
    event = district.published(plan_id, chunk_count)
    return event.model_copy(update={"data": {**event.data, "part_count": part_count}})


async def told(district: District) -> dict[UUID, dict[str, Any]]:
    return await district.told("plan_published")


async def test_messages_wait_for_no_list_of_tasks_nor_for_the_publication(district: District) -> None:
    ana, oak, elm = await district.person("Ana"), await district.school("Oak"), await district.school("Elm")
    later = DUE + timedelta(days=3)
    await district.take(
        district.people_assigned(
            uuid4(), [share(ana, oak, DUE, later), share(ana, elm, later), share(ana, None, later)]
        )
    )
    facts = (await told(district))[ana]
    assert (facts["task_count"], facts["first_due_on"]) == (4, DUE.isoformat())
    assert [(place["name"], place["count"]) for place in facts["schools"]] == [("Elm", 1), ("Oak", 2), (None, 1)]
    assert facts["because"]["code"] == "owner"


@pytest.mark.parametrize("seed", range(4))
async def test_one_message_per_person_in_any_order(district: District, seed: int) -> None:
    ana, ben, plan_id = await district.person("Ana"), await district.person("Ben"), uuid4()
    schools = [await district.school(f"School {n}") for n in range(3)]
    parts = [
        district.people_assigned(plan_id, [share(ana, school, DUE), share(ben, school, DUE, DUE)], part=n, of=3)
        for n, school in enumerate(schools)
    ]
    lists = [
        people_told(district.assigned(plan_id, n, school, [(ana, DUE), (ben, DUE), (ben, DUE)]))
        for n, school in enumerate(schools[:2])
    ]
    events = [*parts, *lists, publication(district, plan_id, 2, 3)]
    random.Random(seed).shuffle(events)
    last = max(events.index(part) for part in parts)
    for event in events[:last]:
        await district.take(event)
    assert await told(district) == {}
    for event in events[last:]:
        await district.take(event)
    counts = {person: facts["task_count"] for person, facts in (await told(district)).items()}
    assert counts == {ana: 3, ben: 6}


async def test_a_publication_that_comes_first_says_nothing_of_the_parts(district: District) -> None:
    ana, plan_id = await district.person("Ana"), uuid4()
    await district.take(publication(district, plan_id, 1, 2))
    await district.take(district.people_assigned(plan_id, [share(ana, None, DUE)], part=0, of=2))
    assert await told(district) == {}
    await district.take(district.people_assigned(plan_id, [share(ana, uuid4(), DUE)], part=1, of=2))
    assert (await told(district))[ana]["task_count"] == 2


async def test_a_part_sent_again_counts_once(district: District) -> None:
    ana, oak, plan_id = await district.person("Ana"), await district.school("Oak"), uuid4()
    for _ in range(2):
        await district.take(district.people_assigned(plan_id, [share(ana, oak, DUE)], part=0, of=2))
    assert await told(district) == {}
    last = district.people_assigned(plan_id, [share(ana, None, DUE)], part=1, of=2)
    await district.take(last)
    await district.take(last, district.people_assigned(plan_id, [share(ana, None, DUE)], part=1, of=2))
    assert (await told(district))[ana]["task_count"] == 2


async def test_parts_of_several_plans_in_one_batch_are_kept_apart(district: District) -> None:
    ana, plans = await district.person("Ana"), [uuid4(), uuid4()]
    parts = [
        district.people_assigned(plan_id, [share(ana, None, *[DUE] * (place + 1))], part=part, of=2, title=f"P{place}")
        for part in range(2)
        for place, plan_id in enumerate(plans)
    ]
    await district.take(*parts)
    facts = [message["facts"] for message in await district.messages()]
    assert {(one["title"], one["task_count"]) for one in facts} == {("P0", 2), ("P1", 4)}


async def test_what_nobody_owns_is_told_to_coordinators(district: District) -> None:
    ana, cora = await district.person("Ana"), await district.person("Cora")
    await district.coordinator(cora)
    oak, elm = await district.school("Oak"), await district.school("Elm")
    nobody = [share(None, oak, DUE, DUE), share(None, elm, DUE)]
    await district.take(district.people_assigned(uuid4(), [share(ana, oak, DUE), *nobody]))
    found = await told(district)
    assert found[cora]["unowned"] == {"task_count": 3, "school_count": 2, "first_due_on": DUE.isoformat()}
    assert found[ana]["unowned"] is None


async def test_the_first_five_are_named_across_places_and_who_published_it(district: District) -> None:
    ana, cora = await district.person("Ana"), await district.person("Cora")
    oak, elm = await district.school("Oak"), await district.school("Elm")
    at_oak = share(ana, oak, *(date(2026, 12, n) for n in (1, 3, 5, 7)))
    at_elm = share(ana, elm, *(date(2026, 12, n) for n in (2, 4, 6)))
    called = [
        {"activity_id": task["activity_id"], "activity_code": "A", "title": f"Due {task['due_on']}"}
        for one in (at_oak, at_elm)
        for task in one["first_tasks"]
    ]
    event = district.people_assigned(uuid4(), [at_oak, at_elm], activities=called)
    await district.take(event.model_copy(update={"actor": f"person:{cora}"}))
    facts = (await told(district))[ana]
    assert [task["title"] for task in facts["first_tasks"]] == [f"Due 2026-12-0{n}" for n in range(1, 6)]
    assert [task["school_name"] for task in facts["first_tasks"]] == ["Oak", "Elm", "Oak", "Elm", "Oak"]
    assert facts["by_name"] == "Cora Ruiz"


async def test_two_workers_announce_once(district: District, notifications: Service) -> None:
    ana, plan_id = await district.person("Ana"), uuid4()
    parts = [district.people_assigned(plan_id, [share(ana, uuid4(), DUE)], part=n, of=20) for n in range(20)]
    await asyncio.gather(district.take(*parts[:10]), district.take(*parts[10:]))
    assert (await told(district))[ana]["task_count"] == 20
    assert len(await notifications.published(district.id, "notifications.message.sent.v1")) == 1
