"""Pages of tasks hold exactly what a plain look at every row says, in order, once each: whoever asks, for whatever."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.scheduling.permissions import POLICY
from shared.ids import new_id
from shared.principal import Principal, RoleHeld
from shared.testing.calls import Service
from tests.effort import SEED, times
from tests.scheduling.factories import TODAY, District, activity

ROLES = ("district_coordinator", "school_coordinator", "principal", "mentor", "teacher")
STATES = ("open", "in_progress", "blocked", "done", "withdrawn")
#: Covers reach across these: who acts for whom, at which school (None: everywhere).
COVERS = (("a", "b", "oak"), ("b", "c", None), ("d", "a", None), ("e", "f", "elm"))
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FILL = """
insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
                   due_on, blocked_on, created_at, updated_at, created_by, updated_by, version)
select $1, r.id, a.plan_id, a.goal_id, a.strategy_id, a.id, r.school_id, r.occurrence_on, r.owner_id, r.state, r.due_on,
       case when r.state = 'blocked' then r.due_on end, r.updated_at, r.updated_at, 'x', 'x', 1
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::uuid[], $7::text[], $8::date[], $9::timestamptz[])
  r (id, activity_id, school_id, occurrence_on, owner_id, state, due_on, updated_at)
join activities a on a.district_id = $1 and a.id = r.activity_id"""
DELEGATE = """
insert into delegations (district_id, id, from_id, to_id, school_id, starts_on, ends_on, reason, began_at, created_at, updated_at,
                         created_by, updated_by, version)
values ($1, $2, $3, $4, $5, $6, $7, 'Away', now(), now(), now(), 'x', 'x', 1)"""


@dataclass(frozen=True)
class Task:
    """A row, as the reference sees it."""

    id: UUID
    activity_id: UUID
    school_id: UUID
    occurrence_on: date
    owner_id: UUID | None
    state: str
    due_on: date
    updated_at: datetime


@dataclass
class World:
    """A district with tasks by chance."""

    service: Service
    id: UUID
    schools: dict[str, UUID]
    people: dict[str, UUID]
    plans: dict[UUID, UUID]
    titles: dict[UUID, str]
    tasks: list[Task]

    def covered(self, me: UUID | None) -> set[tuple[UUID, UUID | None]]:
        """Whom somebody acts for, and where, directly and by way of others."""
        pairs = [(self.people[a], self.people[b], self.schools[at] if at else None) for a, b, at in COVERS]
        found = {(absent, at) for absent, delegate, at in pairs if delegate == me}
        while True:
            further = {
                (absent, at or upon)
                for absent, delegate, at in pairs
                for whom, upon in found
                if delegate == whom and (at is None or upon is None or at == upon)
            }
            if further <= found:
                return found
            found |= further

    def sees(self, who: Principal, task: Task) -> bool:
        """May the caller see the task? As the policy decides a single row."""
        covered = self.covered(who.staff_id)
        mine = (task.owner_id, task.school_id) in covered or (task.owner_id, None) in covered
        owner_id = who.staff_id if mine else task.owner_id
        return POLICY.decide(who, "tasks:read", school_id=task.school_id, owner_id=owner_id).allowed

    def passes(self, task: Task, asked: dict[str, Any]) -> bool:
        """Is it what was asked for?"""
        late = task.state in ("open", "in_progress") and task.due_on < TODAY
        said = {
            **{name: getattr(task, name) for name in ("school_id", "owner_id", "activity_id", "state")},
            **{"plan_id": self.plans[task.activity_id], "unowned": task.owner_id is None, "overdue": late},
            "search": str(asked.get("search", "")).lower() in self.titles[task.activity_id].lower(),
            "due_from": task.due_on >= asked.get("due_from", task.due_on),
            "due_until": task.due_on <= asked.get("due_until", task.due_on),
            "updated_since": task.updated_at >= asked.get("updated_since", task.updated_at),
        }
        wants = {
            name: True if name in ("search", "due_from", "due_until", "updated_since") else asked[name]
            for name in asked
        }
        return all(said[name] == wanted for name, wanted in wants.items())


async def world(district: District, dice: random.Random) -> World:
    """Three plans of four activities, seven schools, eight people, covers, and tasks that often share a day or a moment."""
    names = ["ash", "fir", "yew", "bay"]
    facts: dict[str, Any] = {
        "level": None,
        "grades": [],
        "tags": [],
        "cohort": None,
        "opens_on": None,
        "closes_on": None,
        "version": 1,
    }
    schools = {**district.schools, **{name: new_id() for name in names}}
    people = {name: new_id() for name in "abcdefgh"}
    said: list[tuple[str, dict[str, Any]]] = [
        ("partners.school.recorded.v1", {"school_id": schools[name], "name": name, "local_code": name, **facts})
        for name in names
    ]
    for name, id_ in people.items():
        who = {"staff_id": id_, "given_name": "A", "family_name": name, "email": None, "language": "en"}
        said.append(("partners.staff.recorded.v1", {**who, "active": True, "version": 1}))
        held = {"assignment_id": new_id(), "staff_id": id_, "role": "teacher", "school_id": None, "ends_on": None}
        said.append(("partners.role.assigned.v1", {**held, "starts_on": TODAY - timedelta(days=9), "version": 1}))
    await district.scheduling.receive(district.id, *said)
    for absent, delegate, at in COVERS:
        span = (TODAY - timedelta(days=1), TODAY + timedelta(days=2))
        at_id = schools[at] if at else None
        await district.scheduling.sql(DELEGATE, district.id, new_id(), people[absent], people[delegate], at_id, *span)
    plans: dict[UUID, UUID] = {}
    titles: dict[UUID, str] = {}
    for plan_number in range(3):
        plan = await district.published(*(activity(f"P{plan_number}A{n}", title=f"Meet {n}") for n in range(4)))
        for row in await district.scheduling.sql(
            "select id, code, title from activities where plan_id = $1", UUID(plan["id"])
        ):
            plans[row["id"]], titles[row["id"]] = UUID(plan["id"]), f"{row['code']} {row['title']}"
    await district.scheduling.sql("delete from tasks where district_id = $1", district.id)
    tasks = [
        Task(
            new_id(),
            dice.choice(sorted(plans)),
            dice.choice(sorted(schools.values())),
            date(2026, 1, 1) + timedelta(days=number),
            dice.choice([None, *sorted(people.values())]),
            dice.choice(STATES),
            TODAY + timedelta(days=dice.randint(-9, 9)),
            BEGAN + timedelta(minutes=dice.randint(0, 40)),
        )
        for number in range(400)
    ]
    columns = [[vars(task)[name] for task in tasks] for name in Task.__dataclass_fields__]
    await district.scheduling.sql(FILL, district.id, *columns)
    return World(district.scheduling, district.id, schools, people, plans, titles, tasks)


def caller(world: World, dice: random.Random) -> tuple[httpx.AsyncClient, Principal]:
    """Somebody by chance: a person with up to three roles, a system of the district or one bound to some schools."""
    schools = sorted(world.schools.values())
    if dice.random() < 0.25:
        return world.service.machine(world.id), Principal("client", new_id(), world.id)
    if dice.random() < 0.2:
        bound = dice.sample(schools, dice.randint(1, len(schools)))
        return world.service.machine_at(world.id, *bound), Principal(
            "client", new_id(), world.id, school_ids=frozenset(bound)
        )
    held = [(dice.choice(ROLES), dice.choice([None, *schools, *schools])) for _ in range(dice.randint(0, 3))]
    id_ = world.people[dice.choice(sorted(world.people))]
    who = Principal("person", id_, world.id, roles=tuple(RoleHeld(role, school) for role, school in held))
    return world.service.person(world.id, id_, *held), who


def asked_for(world: World, dice: random.Random) -> dict[str, Any]:
    """Up to three filters by chance."""
    day = TODAY + timedelta(days=dice.randint(-6, 6))
    every: dict[str, Any] = {
        "school_id": dice.choice(sorted(world.schools.values())),
        "owner_id": dice.choice(sorted(world.people.values())),
        "plan_id": dice.choice([new_id(), *sorted(world.plans.values())]),
        "activity_id": dice.choice(sorted(world.plans)),
        "state": dice.choice(STATES),
        "unowned": dice.choice([True, False]),
        "overdue": dice.choice([True, False]),
        "search": dice.choice(["meet", "p1A", "EET 3", "nothing like it"]),
        "due_from": day,
        "due_until": day,
        "updated_since": BEGAN + timedelta(minutes=dice.randint(0, 40)),
    }
    return {name: every[name] for name in dice.sample(sorted(every), dice.randint(0, 3))}


def as_query(asked: dict[str, Any]) -> dict[str, str]:
    """As it stands in an address."""
    return {
        name: str(value).lower()
        if isinstance(value, bool)
        else getattr(value, "isoformat", lambda value=value: str(value))()
        for name, value in asked.items()
    }


async def walk(who: httpx.AsyncClient, asked: dict[str, Any], limit: int) -> list[str]:
    """The ids of every page, from the first to the last."""
    found: list[str] = []
    query = {**as_query(asked), "limit": str(limit)}
    while True:
        reply = await who.get("/v1/tasks", params=query)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        found += [item["id"] for item in page["items"]]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        query["cursor"] = page["next_cursor"]


async def test_pages_hold_what_the_caller_may_see_of_what_they_asked_for(district: District) -> None:
    dice = random.Random(f"pages {SEED}")
    seeded = await world(district, dice)
    sizes = set()
    for _ in range(times(60)):
        (who, principal), asked = caller(seeded, dice), asked_for(seeded, dice)
        wanted = [task for task in seeded.tasks if seeded.sees(principal, task) and seeded.passes(task, asked)]
        wanted.sort(key=lambda task: (task.updated_at if "updated_since" in asked else task.due_on, task.id))
        found = await walk(
            who, asked, dice.choice([1, 3, 7, 50, 500]) if len(wanted) < 40 else dice.choice([11, 50, 500])
        )
        assert found == [str(task.id) for task in wanted], (principal, asked)
        sizes.add(len(wanted))
    # The dice met people who see nothing, everything, and something between.
    assert {0, len(seeded.tasks)} < sizes
    assert len(sizes) > 10


async def test_who_sees_nothing_more_by_a_second_way_gets_no_row_twice(district: District) -> None:
    dice = random.Random("twice")
    seeded = await world(district, dice)
    me, oak = seeded.people["b"], seeded.schools["oak"]
    who = seeded.service.person(seeded.id, me, ("principal", oak))
    principal = Principal("person", me, seeded.id, roles=(RoleHeld("principal", oak),))
    wanted = [str(task.id) for task in seeded.tasks if seeded.sees(principal, task)]
    assert any(task.owner_id == me and task.school_id == oak for task in seeded.tasks)
    assert any(task.owner_id == seeded.people["a"] and task.school_id == oak for task in seeded.tasks)
    assert sorted(await walk(who, {}, 7)) == sorted(wanted)
