"""Whoever locks many rows takes them in the order of their ids, so that two who want the same never wait in a circle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest_asyncio

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.tables import Reason
from services.notifications.messages.messages import repository as messages
from shared import clock
from shared.context.work import work_for
from shared.db.locks import key
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.interleavings.claiming import claimed, letters_of
from tests.interleavings.holding import another
from tests.scheduling.factories import TODAY, District, activity, scored
from tests.scheduling.work.barriers.factories import raised
from tests.scheduling.work.evidence.factories import PROVED

MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


@asynccontextmanager
async def as_they_lie(name: str, environment: dict[str, str]) -> AsyncIterator[Service]:
    """A service whose database takes rows as they lie: read by an index of ids they would be in order anyhow."""
    service = Service.build(name, environment)
    service.app.state.db.limits |= dict.fromkeys(
        ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"), "off"
    )
    yield service
    await service.close()


@pytest_asyncio.fixture
async def scheduling(environment: dict[str, str]) -> AsyncIterator[Service]:
    async with as_they_lie("scheduling", environment) as service:
        yield service


@pytest_asyncio.fixture
async def notifications(environment: dict[str, str]) -> AsyncIterator[Service]:
    async with as_they_lie("notifications", environment) as service:
        yield service


async def lay_last(service: Service, table: str, id_: UUID) -> None:
    """Lay a row behind all others on disk: whoever takes rows as they come takes it last."""
    connection = await asyncpg.connect(as_superuser(service.settings.database_url))
    try:
        await connection.execute("set session_replication_role = replica")
        again = f"with gone as (delete from {table} where id = $1 returning *) insert into {table} select * from gone"
        await connection.execute(again, id_)
    finally:
        await connection.close()


async def check_order(service: Service, table: str, ids: list[UUID], work: Awaitable[Any], *sites: str) -> None:
    """The work waits for the first of the rows, in these functions, and has none of the later ones by then."""
    first, *later = sorted(ids)
    await lay_last(service, table, first)
    lock = f"select id from {table} where id = any($1) for update nowait"
    async with another(service, lock, [first]) as other:
        wait, begun = await other.holds_up(work)
        assert {f"services/{service.name}/{site}" for site in sites} <= wait.where, sorted(wait.where)
        assert len(await other.does(lock, later)) == len(later)
        begun.cancel()
        with suppress(asyncio.CancelledError):
            await begun


async def test_tasks_are_locked_in_order_whoever_changes_many(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    due = {"kind": "date", "on": MONDAY.isoformat()}
    # Only Title I schools get them, so that a school that is none any more loses them.
    title_1 = {"targets": {"kind": "rule", "tags": ["title-1"]}, "due": due, "done_when": PROVED}
    plan = await district.published(*(activity(f"A{n}", **title_1) for n in range(3)))
    ids = [(await district.task(plan, "oak", f"A{n}"))["id"] for n in range(3)]
    barrier = (await raised(district.oak, task_ids=ids))["id"]
    await scheduling.sql(
        "update barriers set state = 'decided', level = 'school' where id = $1 returning id", UUID(barrier)
    )
    school = {"name": "oak", "local_code": "0101", "level": "elementary", "grades": ["KG"], "tags": [], "cohort": None}
    told = {"school_id": district.schools["oak"], **school, "opens_on": None, "closes_on": None, "version": 2}
    # Named the other way round.
    back = sorted(ids, reverse=True)
    oak, author = district.oak, district.author
    named = [{"task_id": id_} for id_ in back]
    works: dict[tuple[str, ...], Callable[[], Awaitable[Any]]] = {
        ("work/tasks/service.py::seen", "work/tasks/bulk.py::_each"): lambda: author.post(
            "/v1/bulk/tasks/complete", json={"items": named}
        ),
        ("work/tasks/service.py::seen", "work/barriers/service.py::_tasks"): lambda: author.post(
            "/v1/barriers", json={"title": "x", "category": "people", "task_ids": back}
        ),
        ("work/blocking/repository.py::lock", "work/barriers/workflow.py::resolve"): lambda: author.post(
            f"/v1/barriers/{barrier}/resolve", json={"resolution": "x"}
        ),
        ("work/blocking/repository.py::lock", "work/barriers/workflow.py::reopen"): lambda: oak.post(
            f"/v1/barriers/{barrier}/reopen", json={"reason": "x"}
        ),
        ("work/blocking/repository.py::lock_plan", "endings/closing/service.py::_end"): lambda: author.post(
            f"/v1/plans/{plan['id']}/archive"
        ),
        ("work/evidence/repository.py::lock_asked", "work/evidence/service.py::prove"): lambda: scheduling.receive(
            district_id, scored(district.schools["oak"])
        ),
        ("work/changes/repository.py::follow_plans",): lambda: scheduling.receive(
            district_id, ("partners.school.recorded.v1", told)
        ),
        ("work/changes/repository.py::follow_calendar",): lambda: author.post(
            "/v1/calendar/days", json={"items": [{"day": MONDAY.isoformat(), "day_type": "holiday"}]}
        ),
    }
    for sites, work in works.items():
        await check_order(scheduling, "tasks", [UUID(id_) for id_ in ids], work(), *sites)


async def test_given_tasks_are_locked_in_order_when_somebody_leaves(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    mentor = district.people["mentor_oak"]
    wish = {"title": "x", "school_id": str(district.schools["oak"]), "owner_id": str(mentor), "due_on": "2199-12-31"}
    ids = [UUID((await district.oak.post("/v1/tasks", json=wish)).json()["id"]) for _ in range(3)]
    left = {"staff_id": mentor, "given_name": "A", "family_name": "m", "email": None, "language": "en", "active": False}
    told = scheduling.receive(district_id, ("partners.staff.recorded.v1", {**left, "version": 2}))
    await check_order(scheduling, "tasks", ids, told, "work/changes/repository.py::follow_others")


async def test_a_task_is_locked_before_it_is_taken_off_its_barrier(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    task = await district.task(await district.published(), "oak")
    barrier = await raised(district.oak, task_ids=[task["id"]])
    sites = ("work/tasks/service.py::seen", "work/barriers/service.py::remove_task")
    remove = district.oak.delete(f"/v1/barriers/{barrier['id']}/tasks/{task['id']}")
    await check_order(scheduling, "tasks", [UUID(task["id"])], remove, *sites)


async def test_people_whose_letters_are_held_have_their_turns_in_order(
    notifications: Service, district_id: UUID
) -> None:
    await letters_of(notifications, district_id, 3)
    now = clock.now()
    letters = await claimed(notifications, district_id, now)
    first, *others = sorted(key(district_id, "daily e-mail", letter.recipient_id) for letter in letters)
    back = sorted(letters, key=lambda letter: letter.recipient_id, reverse=True)
    held = queue.postpone(
        notifications.app.state.db, [([letter], now + timedelta(hours=1), Reason.HELD) for letter in back]
    )
    turn = "select 1 as id from pg_advisory_xact_lock(hashtextextended($1, 0))"
    async with another(notifications, turn, first) as other:
        wait, begun = await other.holds_up(held)
        assert wait.is_at("services/notifications/messages/deliveries/queue.py::_open_heads")
        for free in others:
            assert await other.does(turn, free), "nobody holds a later one while they wait for the first"
        await other.commit()
        await begun


async def test_plans_are_locked_in_order_whoever_hears_of_many(notifications: Service, district_id: UUID) -> None:
    db, settings, plans = notifications.app.state.db, notifications.settings, [new_id() for _ in range(3)]

    async def lock() -> None:
        async with work_for(db, settings, district_id) as ctx:
            await messages.lock_plans(ctx, plans)

    await lock()
    await check_order(notifications, "plan_announcements", plans, lock(), "messages/messages/repository.py::lock_plans")
