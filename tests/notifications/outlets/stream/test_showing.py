from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.outlets.stream import hub, repository
from services.notifications.outlets.stream.rules import KEPT
from services.scheduling.work.barriers.events import BarrierRaised
from services.scheduling.work.tasks.events import TasksChanged, TasksTouched
from shared.testing.calls import Service
from shared.testing.databases import eventually
from tests.notifications.factories import DUE, District
from tests.notifications.outlets.stream.conftest import Reader, Streams
from tests.notifications.outlets.stream.factories import message

CHANGED, BARRIER = TasksChanged.type, BarrierRaised.type
COMPLETED = "scheduling.task.completed.v2"


def change(owner: UUID | None, *schools: UUID, more: int = 0, plan_id: UUID | None = None) -> tuple[str, Any]:
    lines = [
        {
            **{
                "task_id": uuid4(),
                "origin_kind": "activity",
                "plan_id": uuid4(),
                "activity_id": uuid4(),
                "activity_code": "A1",
                "title": "Secret",
            },
            **{"school_id": school, "due_on": DUE, "change": "added", "former_due_on": None, "other_id": None},
        }
        for school in schools
    ]
    counts = {"added": len(lines) + more, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}
    about = {"change_id": uuid4(), "cause": "revision", "plan_id": plan_id, "plan_title": "Secret", "owner_id": owner}
    data = TasksChanged.model_validate({**about, "counts": counts, "lines": lines})
    return CHANGED, data.model_dump(mode="json")


async def settled(streams: Streams, *readers: Reader) -> None:
    """Wait until this process has read everything there is, and end the streams behind it."""
    newest = (
        await streams.service.sql("select max(seq) from stream_entries where district_id = $1", streams.district_id)
    )[0][0]
    found = streams.service.app.state.hub

    async def is_read() -> bool:
        return bool(found.districts[streams.district_id].position >= newest)

    await eventually(is_read, "the reading of all entries")
    for listener in list(found._open):
        listener.feed.end()
    for reader in readers:
        await reader.over()


async def test_a_closing_task_is_shown_at_once(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing but the notification can wake the reader.
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)
    async with streams.open(streams.person(("district_coordinator", None))) as reader:
        for count in (1, 2, 3, 4):
            task_id = await streams.task()
            told = await reader.until(COMPLETED, count=count)
    assert told.id
    assert told.data["task_id"] == task_id
    assert (told.data["state"], told.data["done_on"], told.data["on_time"]) == ("done", "2026-11-23", True)


REOPENED: dict[str, Any] = {
    **{"state": "open", "former_state": "done", "done_on": "2026-11-01", "evidence_count": 1, "unproved": uuid4()},
    **{"activity_code": "A1", "title": "T", "due_on": "2026-12-01"},
}


async def test_a_task_that_is_to_be_done_again_is_shown(streams: Streams) -> None:
    async with streams.open(streams.person(("district_coordinator", None))) as reader:
        task_id = await streams.task("reopened", **REOPENED)
        told = await reader.until("scheduling.task.reopened.v2")
    assert (told.data["task_id"], told.data["state"], told.data["done_on"]) == (task_id, "open", None)


async def test_it_is_a_stream_no_proxy_keeps_back(streams: Streams) -> None:
    async with streams.open(streams.machine()) as reader:
        assert reader.response is not None
        headers = reader.response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers


async def test_everybody_sees_what_policy_lets_them_see_and_nothing_else(streams: Streams) -> None:
    oak, elm, ana = uuid4(), uuid4(), uuid4()
    callers = {
        "coordinator": streams.person(("district_coordinator", None)),
        "principal of oak": streams.person(("principal", oak)),
        "ana, a teacher at oak": streams.person(("teacher", oak), id_=ana),
        "another teacher at oak": streams.person(("teacher", oak)),
        "nobody": streams.person(),
        "client": streams.machine(),
    }
    seen = {}
    for name, bearer in callers.items():
        async with streams.open(bearer) as reader:
            anas = await streams.task(school_id=oak, owner_id=ana)
            others = await streams.task(school_id=oak, owner_id=uuid4())
            at_elm = await streams.task(school_id=elm, owner_id=ana)
            letters = {anas: "a", others: "o", at_elm: "e"}
            # A message to the reader is everybody's last word; for others (and clients) a plan's, or nothing.
            await streams.service.receive(
                streams.district_id,
                ("scheduling.plan.published.v1", plan()),
                ("notifications.message.sent.v1", await message(streams, UUID(int=1))),
            )
            await settled(streams, reader)
            said = "".join(letters[one] for one in reader.ids("task_id"))
            seen[name] = said + "p" * reader.names().count("scheduling.plan.published.v1")
            assert "notifications.message.sent.v1" not in reader.names()
    assert seen == {
        "coordinator": "aoep",
        "principal of oak": "aop",
        "ana, a teacher at oak": "a",
        "another teacher at oak": "",
        "nobody": "",
        "client": "aoep",
    }


def plan(plan_id: UUID | None = None) -> dict[str, Any]:
    counts = {"school_count": 1, "task_count": 1, "chunk_count": 1}
    facts = {"plan_id": plan_id or uuid4(), "title": "Secret", "school_year": "2026-2027", "content_hash": "h"}
    return {**facts, **counts, "published_on": "2026-11-22"}


async def test_a_message_is_told_to_its_recipient(streams: Streams) -> None:
    ana = uuid4()
    async with streams.open(streams.person(id_=ana)) as hers, streams.open(streams.person()) as his:
        sent = await message(streams, ana)
        await streams.service.receive(streams.district_id, ("notifications.message.sent.v1", sent))
        told = await hers.until("notifications.message.sent.v1")
        await settled(streams, hers, his)
        assert told.data["message_id"] == str(sent["message_id"])
        assert his.names() == []


async def test_a_change_is_told_each_school_without_the_others(streams: Streams) -> None:
    oak, elm, ana = uuid4(), uuid4(), uuid4()
    async with (
        streams.open(streams.person(("principal", oak))) as at_oak,
        streams.open(streams.person(("teacher", oak), ("mentor", elm), id_=ana)) as ana_reads,
    ):
        await streams.service.receive(streams.district_id, change(ana, oak, elm, oak))
        await ana_reads.until(CHANGED, count=2)
        told = await at_oak.until(CHANGED)
        assert at_oak.names() == [CHANGED]
        assert (told.data["school_id"], len(told.data["tasks"])) == (str(oak), 2)
        assert {one.data["school_id"] for one in ana_reads.told if one.event == CHANGED} == {str(oak), str(elm)}


async def test_a_change_that_lists_only_a_part_says_so(streams: Streams) -> None:
    async with streams.open(streams.person(("district_coordinator", None))) as reader:
        await streams.service.receive(streams.district_id, change(None, uuid4(), more=3, plan_id=uuid4()))
        last = await reader.until(CHANGED, count=2)
    assert (last.data["school_id"], last.data["tasks"]) == (None, [])


async def test_a_chunk_of_tasks_is_one_entry_and_a_barriers_people_see_it(streams: Streams) -> None:
    ana, oak = uuid4(), uuid4()
    district = District(streams.service, streams.district_id)
    async with streams.open(streams.person(("teacher", oak), id_=ana)) as reader:
        await district.take(district.assigned(uuid4(), 0, oak, [(ana, DUE)] * 30 + [(None, DUE)] * 10))
        told = await reader.until("scheduling.tasks.assigned.v2")
        assert told.data["task_count"] == 40
        barrier = {"barrier_id": uuid4(), "number": 1, "state": "raised", "level": None, "category": "staffing"}
        people: dict[str, Any] = {
            "raised_by_id": ana,
            "assignee_id": None,
            "school_ids": [],
            "task_count": 2,
            "answer_due_on": None,
        }
        await streams.service.receive(streams.district_id, (BARRIER, {**barrier, **people}))
        told = await reader.until(BARRIER)
    assert (told.data["state"], told.data["number"]) == ("raised", 1)


async def test_of_words_only_the_title_of_what_an_entry_is_about_is_kept(streams: Streams) -> None:
    oak = uuid4()
    await streams.service.receive(
        streams.district_id, ("scheduling.plan.published.v1", plan()), change(uuid4(), oak, oak)
    )
    published, changed = await streams.service.sql(
        "select data::text as data from stream_entries where district_id = $1 order by seq", streams.district_id
    )
    assert published["data"].count("Secret") == 1
    # It is about two tasks of no one plan: their titles are nobody's.
    assert "Secret" not in changed["data"]


async def test_an_event_that_comes_twice_is_told_once_and_an_old_one_not_at_all(streams: Streams) -> None:
    district = District(streams.service, streams.district_id)
    event = district.published(uuid4(), 0)
    await district.take(event)
    await district.take(event)
    old = datetime.now(UTC) - KEPT - timedelta(minutes=1)
    await streams.service.receive(streams.district_id, ("scheduling.plan.published.v1", plan()), at=old)
    rows = await streams.service.sql("select type from stream_entries where district_id = $1", streams.district_id)
    assert len(rows) == 1


async def test_a_day_later_an_entry_is_forgotten(streams: Streams, notifications: Service) -> None:
    await streams.task()
    kept = await streams.task()
    await notifications.sql(
        """update stream_entries set made_at = made_at - interval '25 hours' where district_id = $1
        and seq = (select min(seq) from stream_entries where district_id = $1) returning seq""",
        streams.district_id,
    )
    await repository.purge(notifications.app.state.db, notifications.settings)
    rows = await notifications.sql(
        "select data ->> 'task_id' as id from stream_entries where district_id = $1", streams.district_id
    )
    assert [row["id"] for row in rows] == [kept]


async def test_a_schools_own_plan_is_no_other_schools_news(streams: Streams) -> None:
    oak, elm, own, published = uuid4(), uuid4(), uuid4(), "scheduling.plan.published.v1"
    async with (
        streams.open(streams.person(("principal", oak))) as at_oak,
        streams.open(streams.person(("principal", elm))) as at_elm,
        streams.open(streams.person(("district_coordinator", None))) as of_district,
    ):
        type_, changed = change(None, oak, more=3, plan_id=own)
        told = [(published, {**plan(own), "school_id": oak}), (type_, {**changed, "plan_school_id": oak})]
        for one in (*told, (published, plan())):
            await streams.service.receive(streams.district_id, one)
        await settled(streams, at_oak, at_elm, of_district)
        assert at_elm.names() == [published]
        assert str(own) not in at_elm.ids("plan_id")
        for reader in (at_oak, of_district):
            assert reader.names() == [published, CHANGED, CHANGED, published]


async def test_what_touched_tasks_is_shown_at_their_place_and_to_each_owner_of_their_own(streams: Streams) -> None:
    oak, elm, ann, ben = uuid4(), uuid4(), uuid4(), uuid4()
    tasks = [{"task_id": uuid4(), "plan_id": None, "owner_id": owner, "what": ["comment"]} for owner in (ann, ben)]
    event = TasksTouched.model_validate({"touch_id": uuid4(), "school_id": oak, "tasks": tasks})
    async with (
        streams.open(streams.person(("principal", oak))) as lead,
        streams.open(streams.person(("mentor", oak), id_=ann)) as owner,
        streams.open(streams.person(("principal", elm))) as elsewhere,
    ):
        await streams.service.receive(streams.district_id, (TasksTouched.type, event.model_dump(mode="json")))
        await settled(streams, lead, owner, elsewhere)
    shown = {str(task["task_id"]) for task in tasks}
    assert {task["task_id"] for one in lead.told if "tasks" in one.data for task in one.data["tasks"]} == shown
    mine = [one.data["tasks"] for one in owner.told if "tasks" in one.data]
    assert mine == [[{"task_id": str(tasks[0]["task_id"]), "plan_id": None, "what": ["comment"]}]]
    assert elsewhere.names() == []


async def test_ones_own_marks_are_shown_in_every_window_of_ones_own_and_to_nobody_else(streams: Streams) -> None:
    ann, task_id = uuid4(), str(uuid4())
    message_id = str((await message(streams, ann))["message_id"])
    async with (
        streams.open(streams.person(("teacher", uuid4()), id_=ann)) as window,
        streams.open(streams.person(("teacher", uuid4()), id_=ann)) as other,
        streams.open(streams.person(("district_coordinator", None))) as coordinator,
    ):
        await streams.service.receive(
            streams.district_id,
            ("scheduling.task.watched.v1", {"task_id": task_id, "staff_id": ann, "is_watching": True}),
            ("notifications.message.read.v1", {"message_id": message_id, "recipient_id": ann}),
        )
        await settled(streams, window, other, coordinator)
    for one in (window, other):
        assert one.names() == ["scheduling.task.watched.v1", "notifications.message.read.v1"]
        assert (one.ids("task_id"), one.ids("message_id")) == ([task_id], [message_id])
    assert coordinator.names() == []


async def test_a_plan_on_its_way_is_shown_to_no_school(streams: Streams) -> None:
    plan_id, oak = str(uuid4()), uuid4()
    async with (
        streams.open(streams.person(("executive_leader", None))) as executive,
        streams.open(streams.person(("principal", oak))) as principal,
    ):
        for step, school in (("plan.submitted", None), ("revision.discarded", None), ("plan.returned", oak)):
            data = {"plan_id": plan_id, "number": 2, "school_id": school}
            await streams.service.receive(streams.district_id, (f"scheduling.{step}.v1", data))
        await settled(streams, executive, principal)
    assert [one.data["state"] for one in executive.told if "state" in one.data] == [
        "submitted",
        "discarded",
        "returned",
    ]
    assert [one.data["state"] for one in principal.told if "state" in one.data] == ["returned"]


async def test_drafts_goals_and_notes_are_shown_to_who_reads_them(streams: Streams) -> None:
    oak, elm, ann = uuid4(), uuid4(), uuid4()
    edited, measured, noted = "scheduling.plan.edited.v1", "scheduling.goals.measured.v1", "scheduling.task.noted.v1"
    plan_id, title = uuid4(), {"title": "Plan", "school_id": None}
    async with (
        streams.open(streams.person(("executive_leader", None))) as executive,
        streams.open(streams.person(("principal", oak), id_=ann)) as author,
        streams.open(streams.person(("principal", elm))) as other,
    ):
        for event in (
            (edited, {"plan_id": plan_id, **title}),
            ("scheduling.revision.edited.v1", {"revision_id": uuid4(), "plan_id": plan_id, "number": 2, **title}),
            (edited, {"plan_id": uuid4(), "title": "Own", "school_id": oak}),
            (measured, {"plan_id": plan_id, "goal_ids": [uuid4()], **title}),
            (measured, {"plan_id": uuid4(), "goal_ids": [uuid4()], "title": "Own", "school_id": oak}),
            (noted, {"task_id": uuid4(), "visibility": "district", "author_id": ann}),
            (noted, {"task_id": uuid4(), "visibility": "author", "author_id": ann}),
            (noted, {"task_id": uuid4(), "visibility": "author", "author_id": None}),
        ):
            await streams.service.receive(streams.district_id, event)
        await settled(streams, executive, author, other)
    assert executive.names() == [edited, "scheduling.revision.edited.v1", edited, measured, measured, noted]
    assert author.names() == [edited, measured, measured, noted, noted]
    assert other.names() == [measured]
