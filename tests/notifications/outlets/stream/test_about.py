"""What each event of the stream is about, and where each reader is led to."""

from typing import Any
from uuid import uuid4

import pytest

from services.notifications.outlets.stream.about import led, of_thing
from shared.about import AboutKind, FrontEnd
from shared.testing.calls import token
from tests.front_ends import lead
from tests.notifications.outlets.stream.conftest import Streams
from tests.notifications.outlets.stream.factories import COORDINATOR, message

COMPLETED = "scheduling.task.completed.v2"


async def test_each_reader_is_led_into_their_own_front_end(streams: Streams) -> None:
    ann, service, district_id = uuid4(), streams.service, streams.district_id
    await lead(service, district_id, "https://all.example")
    await lead(service, district_id, "https://ann.example", ann)
    async with (
        streams.open(streams.person(COORDINATOR, id_=ann)) as hers,
        streams.open(streams.person(COORDINATOR)) as others,
        streams.open(streams.machine()) as machine,
    ):
        task_id = await streams.task()
        links = [(await reader.until(COMPLETED)).data["about"] for reader in (hers, others, machine)]
    about = {"kind": "task", "id": task_id, "number": None, "title": "Activity A1"}
    assert links == [{**about, "link": f"https://{host}.example/tasks/{task_id}"} for host in ("ann", "all", "all")]


async def test_what_was_missed_leads_there_too_and_nowhere_without_a_front_end(streams: Streams) -> None:
    bearer = streams.person(COORDINATOR)
    async with streams.open(bearer) as reader:
        await streams.task()
        told = await reader.until(COMPLETED)
        assert told.data["about"]["link"] is None
        last = reader.last_id
    task_id = await streams.task()
    await lead(streams.service, streams.district_id, "https://all.example")
    async with streams.open(bearer, last) as reader:
        told = await reader.until(COMPLETED)
    assert told.data["about"]["link"] == f"https://all.example/tasks/{task_id}"


async def test_a_message_is_about_what_it_tells_of(streams: Streams) -> None:
    ann = uuid4()
    await lead(streams.service, streams.district_id, "https://all.example")
    async with streams.open(streams.person(id_=ann)) as reader:
        sent = await message(streams, ann)
        read = {"message_id": sent["message_id"], "recipient_id": ann}
        await streams.service.receive(streams.district_id, ("notifications.message.sent.v1", sent))
        await streams.service.receive(streams.district_id, ("notifications.message.read.v1", read))
        told = await reader.until("notifications.message.sent.v1")
        marked = await reader.until("notifications.message.read.v1")
    assert told.data["about"] == marked.data["about"]
    assert told.data["about"] == {
        **{"kind": "plan", "id": str(sent["plan_id"]), "number": None, "title": "The plan"},
        "link": "https://all.example/my-day",
    }


async def test_a_revision_and_a_barrier_say_their_numbers(streams: Streams) -> None:
    plan_id, barrier_id, oak = uuid4(), uuid4(), uuid4()
    revised = {"revision_id": uuid4(), "plan_id": plan_id, "title": "Plan", "number": 3, "content_hash": "x"}
    barrier = {
        **{"barrier_id": barrier_id, "number": 7, "state": "raised", "level": None, "category": "staffing"},
        **{"raised_by_id": None, "assignee_id": None, "school_ids": [oak], "task_count": 0, "answer_due_on": None},
        "title": "No room",
    }
    async with streams.open(streams.person(COORDINATOR)) as reader:
        for event in (
            ("scheduling.revision.submitted.v1", {**revised, "next_to_act": []}),
            ("scheduling.barrier.raised.v1", barrier),
        ):
            await streams.service.receive(streams.district_id, event)
        revision = (await reader.until("scheduling.revision.submitted.v1")).data["about"]
        told = (await reader.until("scheduling.barrier.raised.v1")).data
    assert (revision["kind"], revision["id"], revision["number"]) == ("revision", str(plan_id), 3)
    assert (told["about"]["kind"], told["about"]["number"], told["about"]["title"]) == ("barrier", 7, "No room")
    assert "title" not in told


def test_entries_of_before_there_were_any_abouts_are_told_as_they_are() -> None:
    assert led('{"at":"x"}', FrontEnd({"default": "https://a.example/{path}"}, "")) == b'{"at":"x"}'


def test_of_many_it_leads_to_their_list_and_of_an_announcement_nowhere() -> None:
    assert of_thing(AboutKind.TASKS, None, None).link == "/v1/tasks"
    assert of_thing(AboutKind.ANNOUNCEMENT, uuid4(), "x").link is None


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("person:{id}", {"kind": "person", "id": "{id}", "name": "Ann A"}),
        ("client:{client}", {"kind": "client", "id": "{client}", "name": None}),
        ("service:scheduling", {"kind": "service", "id": None, "name": "scheduling"}),
        ("operator", {"kind": "operator", "id": None, "name": None}),
    ],
)
async def test_each_event_says_who_acted_as_its_history_does(streams: Streams, by: str, said: dict[str, Any]) -> None:
    ids = {"{id}": str(uuid4()), "{client}": str(uuid4())}
    staff = {"staff_id": ids["{id}"], "given_name": "Ann", "family_name": "A", "email": None, "language": "en"}
    recorded = ("partners.staff.recorded.v1", {**staff, "active": True, "version": 1})
    await streams.service.receive(streams.district_id, recorded)
    for placeholder, id_ in ids.items():
        by = by.replace(placeholder, id_)
    told = {**said, "id": ids.get(said["id"], said["id"])}
    reading = token(streams.district_id, ["stream:read", "directory:read"], client_id=uuid4())
    async with (
        streams.open(streams.person(COORDINATOR)) as person,
        streams.open(reading) as client,
        streams.open(streams.machine()) as stranger,
    ):
        await streams.task(by=by)
        found = [(await reader.until(COMPLETED)).data["by"] for reader in (person, client, stranger)]
    # A machine that reads no directory is told no names of people.
    nameless = {**told, "name": None} if told["id"] else told
    assert found == [told, told, nameless]
