"""A district's people and schools as the directory tells of them, and plans as scheduling publishes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.notifications.occasions.daily_runs.timer import begin_days
from shared.events.event import Envelope
from shared.testing.calls import Service, envelope
from tests.one_day import ZONE

DUE = date(2026, 12, 4)
MORNING = date(2026, 12, 9)
Tasks = list[tuple[UUID | None, date | None]]


@dataclass
class District:
    """One district of one service under test."""

    service: Service
    id: UUID
    version: int = 1
    schools: list[UUID] = field(default_factory=list)

    async def tell(self, type_: str, **data: Any) -> None:
        self.version += 1
        await self.service.receive(self.id, (f"partners.{type_}.recorded.v1", {**data, "version": self.version}))

    async def settle(self, language: str = "en") -> None:
        await self.tell("district", name="Cedar Valley", timezone=ZONE, language=language)

    async def school(self, name: str, *tags: str) -> UUID:
        school_id = uuid4()
        blank = dict.fromkeys(("level", "cohort", "opens_on", "closes_on"))
        lists: dict[str, list[str]] = {"grades": [], "tags": list(tags)}
        await self.tell("school", school_id=school_id, name=name, local_code=name, **blank, **lists)
        return school_id

    async def person(
        self,
        name: str = "Ana",
        *,
        language: str = "en",
        active: bool = True,
        email: str | None = "",
        id_: UUID | None = None,
    ) -> UUID:
        """A staff member; with an address of their own unless told."""
        staff_id = id_ or uuid4()
        address = address_of(staff_id) if email == "" else email
        await self.tell(
            "staff",
            staff_id=staff_id,
            given_name=name,
            family_name="Ruiz",
            email=address,
            language=language,
            active=active,
        )
        return staff_id

    async def coordinator(self, staff_id: UUID, ends_on: date | None = None) -> None:
        await self.role(staff_id, "district_coordinator", ends_on=ends_on)

    async def role(
        self, staff_id: UUID, role: str, school_id: UUID | None = None, *, ends_on: date | None = None
    ) -> None:
        """A role somebody holds, at a school or for the district."""
        self.version += 1
        held = {"assignment_id": uuid4(), "staff_id": staff_id, "school_id": school_id, "role": role}
        days = {"starts_on": date(2020, 1, 1), "ends_on": ends_on, "version": self.version}
        await self.service.receive(self.id, ("partners.role.assigned.v1", {**held, **days}))

    def due(
        self,
        owner_id: UUID | None,
        overdue: Sequence[dict[str, Any]] = (),
        due_soon: Sequence[dict[str, Any]] = (),
        *,
        day: date = MORNING,
        **facts: Any,
    ) -> Envelope:
        """What somebody (or nobody) has due as a school day begins."""
        counts = {"due_soon_count": len(due_soon), "overdue_count": len(overdue)}
        lists = {"due_soon": list(due_soon), "overdue": list(overdue)}
        data = {"day": day, "people_count": 1_000, "owner_id": owner_id, **counts, **lists, **facts}
        return envelope(self.id, "scheduling.tasks.due.v2", data)

    async def begin_day(self) -> None:
        """One round of the worker's timer, as if all of the day had been here for a while."""
        await begin_days(self.service.app.state.db, self.service.settings, timedelta(0))

    async def publish(self, tasks: Tasks, *, title: str = "Reading first") -> UUID:
        """A plan of one school, published and announced."""
        plan_id = uuid4()
        school_id = await self.school(f"School {plan_id.hex[:6]}")
        await self.take(self.assigned(plan_id, 0, school_id, tasks), self.published(plan_id, 1, title=title))
        return plan_id

    def assigned(self, plan_id: UUID, chunk: int, school_id: UUID | None, tasks: Tasks) -> Envelope:
        listed = [
            {"task_id": uuid4(), "activity_id": uuid4(), "owner_id": owner_id, "due_on": due_on}
            for owner_id, due_on in tasks
        ]
        data = {"plan_id": plan_id, "chunk": chunk, "school_id": school_id, "tasks": listed}
        return envelope(self.id, "scheduling.tasks.assigned.v2", data)

    def people_assigned(
        self, plan_id: UUID, shares: Sequence[dict[str, Any]], *, part: int = 0, of: int = 1, **facts: Any
    ) -> Envelope:
        """Whom a plan gives tasks, as it is told now."""
        said = {"title": "Reading first", "school_year": "2026-2027", "activities": [], **facts}
        parts = {"plan_id": plan_id, "part": part, "part_count": of, "shares": list(shares)}
        return envelope(self.id, "scheduling.plan.people_assigned.v1", {**said, **parts})

    def published(self, plan_id: UUID, chunk_count: int, *, title: str = "Reading first") -> Envelope:
        counts = {"school_count": 1, "task_count": 1, "chunk_count": chunk_count}
        facts = {"plan_id": plan_id, "title": title, "school_year": "2026-2027", "content_hash": "h"}
        return envelope(self.id, "scheduling.plan.published.v1", {**facts, **counts, "published_on": "2026-11-22"})

    async def take(self, *events: Envelope) -> None:
        await self.service.redeliver(*events)

    async def told(self, kind: str) -> dict[UUID, dict[str, Any]]:
        """The facts each person was told of one kind; a person told twice is a failure."""
        found = [message for message in await self.messages() if message["kind"] == kind]
        assert len({message["recipient"]["id"] for message in found}) == len(found)
        return {UUID(message["recipient"]["id"]): message["facts"] for message in found}

    async def messages(self) -> list[dict[str, Any]]:
        """Every message of the district, as an operator sees it."""
        async with self.service.machine(self.id) as caller:
            found = (await caller.get("/v1/messages", params={"limit": 500})).raise_for_status().json()
        return list(found["items"])

    async def deliveries(self, recipient_id: UUID, channel: str = "email") -> list[dict[str, Any]]:
        """Somebody's deliveries, oldest first."""
        async with self.service.machine(self.id) as caller:
            filters = {"recipient_id": str(recipient_id), "channel": channel}
            found = (await caller.get("/v1/deliveries", params=filters)).raise_for_status().json()
        return list(found["items"])


def address_of(staff_id: UUID) -> str:
    return f"{staff_id.hex}@cedar.example"


async def let_time_pass(service: Service, delivery_id: str) -> None:
    """Make the wait for a delivery's next attempt be over."""
    await service.sql(
        "update deliveries set next_attempt_at = now() - interval '1 s' where id = $1 and state in ('due', 'sending')",
        UUID(delivery_id),
    )


def share(owner_id: UUID | None, school_id: UUID | None, *days: date) -> dict[str, Any]:
    """What somebody, or nobody, owns at a place: a task a day, each of an activity of its own."""
    first = [{"activity_id": uuid4(), "due_on": day} for day in sorted(days)[:5]]
    counts = {"task_count": len(days), "first_due_on": min(days)}
    return {"owner_id": owner_id, "school_id": school_id, **counts, "first_tasks": first if owner_id else []}


async def wish(service: Service, district_id: UUID, staff_id: UUID, /, **patch: Any) -> httpx.Response:
    """Change somebody's preferences as they would themselves."""
    async with service.person(district_id, staff_id) as caller:
        found = await caller.get("/v1/preferences")
        return await caller.patch("/v1/preferences", json=patch, headers={"If-Match": found.headers["ETag"]})


def task_line(school_id: UUID, **facts: Any) -> dict[str, Any]:
    """A task as scheduling names it in what it says."""
    ids = {name: uuid4() for name in ("task_id", "plan_id", "activity_id")}
    return {
        **ids,
        "origin_kind": "activity",
        "activity_code": "A-1",
        "title": "Meet families",
        "school_id": school_id,
        "due_on": DUE,
        "is_new": True,
        **facts,
    }
