import asyncio
from uuid import UUID, uuid4

from services.notifications.messages.deliveries.events import DeliveryDelivered
from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.events import MessageSent
from services.notifications.messages.messages.payloads import PlanPublishedFacts
from services.notifications.wording.templates.kinds import Kind
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.notifications.factories import DUE, District


def facts(title: str = "Reading first") -> PlanPublishedFacts:
    return PlanPublishedFacts(
        kind=Kind.PLAN_PUBLISHED,
        title=title,
        school_year="2026-2027",
        task_count=1,
        first_due_on=DUE,
        schools=[],
        unowned=None,
    )


async def tell(district: District, subject_id: UUID, *people: UUID, title: str = "Reading first") -> int:
    service = district.service
    async with work_for(service.app.state.db, service.settings, district.id) as ctx:
        return await messages.notify(ctx, Kind.PLAN_PUBLISHED, subject_id, dict.fromkeys(people, facts(title)))


async def test_people_are_told_one_subject_once_whatever_the_facts(district: District) -> None:
    ana, ben, subject = await district.person("Ana"), await district.person("Ben"), uuid4()
    assert await tell(district, subject, ana) == 1
    assert await tell(district, subject, ana, ben, title="Another") == 1
    told = {message["recipient"]["id"]: message["facts"]["title"] for message in await district.messages()}
    assert told == {str(ana): "Reading first", str(ben): "Another"}


async def test_telling_nobody_makes_nothing(district: District) -> None:
    assert await tell(district, uuid4()) == 0


async def test_workers_telling_the_same_at_once_tell_it_once(district: District) -> None:
    people, subject = [uuid4() for _ in range(60)], uuid4()
    made = await asyncio.gather(*(tell(district, subject, *people[n:], *people[:n]) for n in (0, 20, 40)))
    assert sum(made) == 60
    assert len(await district.messages()) == 60


async def test_what_the_statement_puts_on_the_bus_is_what_the_events_say(
    district: District, notifications: Service
) -> None:
    ana = await district.person()
    await tell(district, uuid4(), ana)
    plan_id = await district.publish([(ana, DUE)])
    events = await notifications.published(district.id)
    assert [event["type"] for event in events] == [MessageSent.type, DeliveryDelivered.type] * 2
    for message, delivery in zip(events[::2], events[1::2], strict=True):
        assert message["subject"] == MessageSent.model_validate(message["data"]).subject()
        assert delivery["subject"] == DeliveryDelivered.model_validate(delivery["data"]).subject()
    assert [event["data"]["plan_id"] for event in events[::2]] == [None, str(plan_id)]
    assert {event["data"]["recipient_id"] for event in events} == {str(ana)}


async def test_facts_on_the_wire_say_their_kind(district: District, notifications: Service) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    [listed] = await district.messages()
    async with notifications.machine(district.id) as caller:
        read = (await caller.get(f"/v1/messages/{listed['id']}")).json()
    assert listed["facts"]["kind"] == "plan_published"
    assert read["facts"] == listed["facts"]
