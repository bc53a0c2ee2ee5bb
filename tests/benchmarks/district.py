"""The district plans are measured with: 1,000 schools, their principals and coordinators, plans of 50 activities."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from deploy.local.callers import Caller, read_and_approve
from shared.auth.scopes import SCOPES
from shared.ids import new_id
from tests.benchmarks.world import Connection, World

SCHOOLS = 1_000
ACTIVITIES = 50
TASKS = SCHOOLS * ACTIVITIES
SCHOOL_ROLES = ("principal", "school_coordinator")
PEOPLE = SCHOOLS * len(SCHOOL_ROLES)
TODAY = date.today()
SCHOOL = ("district_id", "id", "name", "local_code", "level", "grades", "tags", "cohort", "version")
STAFF = ("district_id", "id", "given_name", "family_name", "email", "language", "active", "version")
ROLE = ("district_id", "id", "staff_id", "school_id", "role", "profile", "starts_on", "version")
STAMPS = ("created_at", "updated_at", "created_by", "updated_by")


def new_district(world: World, name: str) -> tuple[UUID, Caller]:
    """A district and the client that may do everything in it."""
    printed = world.command("districts", "create", name, "--timezone", "America/Detroit")
    facts = dict(line.split(None, 1) for line in printed.splitlines())
    admin = Caller(world, facts["client_id"], facts["client_secret"], "district administration")
    return UUID(facts["district_id"]), admin


@dataclass
class District:
    """The district, and who acts in it."""

    world: World
    id: UUID
    admin: Caller
    coordinator: Caller
    executive: Caller
    schools: list[UUID]
    published: list[str]

    @classmethod
    async def make(cls, world: World) -> "District":
        """Set it up: people who act through the API, the rest straight into the copies of the directory."""
        world.say(f"a district of {SCHOOLS:,} schools and {PEOPLE:,} people")
        id_, admin = new_district(world, "Benchmark district")
        coordinator = person(admin, "district_coordinator")
        executive = person(admin, "executive_leader")
        await world.quiet()
        schools = [new_id() for _ in range(SCHOOLS)]
        people = [(new_id(), school, role) for school in schools for role in SCHOOL_ROLES]
        for service in world.services.keys() & {"scheduling", "notifications"}:
            async with world.superuser(service) as connection:
                await _fill(connection, id_, schools, people)
        async with world.superuser("partners") as connection:
            now = datetime.now(UTC)
            rows = [(*row, now, now, "bench", "bench") for row in _school_rows(id_, schools)]
            await connection.copy_records_to_table("schools", records=rows, columns=[*SCHOOL, *STAMPS])
            await connection.execute("analyze")
        return cls(world, id_, admin, coordinator, executive, schools, [])

    def approved_plan(self) -> str:
        """A plan that can be published next."""
        made = self.coordinator.post("scheduling", "/v1/plans", _content())
        plan = self.coordinator.post("scheduling", f"/v1/plans/{made['id']}/submit")
        read_and_approve(self.executive, f"/v1/plans/{made['id']}", plan["content_hash"])
        return str(made["id"])

    def publish(self, plan_id: str) -> tuple[datetime, float]:
        """Publish it; returns when it was asked for and the seconds until the reply."""
        headers = {"Authorization": f"Bearer {self.coordinator.bearer()}"}
        url = f"{self.world.url('scheduling')}/v1/plans/{plan_id}/publish"
        with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:
            began, clock = datetime.now(UTC), time.perf_counter()
            reply = client.post(url)
            seconds = time.perf_counter() - clock
        reply.raise_for_status()
        assert reply.json()["task_count"] == TASKS, reply.json()["task_count"]
        self.published.append(plan_id)
        return began, seconds


def person(admin: Caller, role: str, school_id: UUID | None = None) -> Caller:
    """Somebody who holds a role, at a school or for the district, and acts through the API."""
    who = admin.post("partners", "/v1/staff", {"given_name": "A", "family_name": role})
    held = {"staff_id": who["id"], "role": role, "starts_on": (TODAY - timedelta(days=30)).isoformat()}
    at = {"school_id": str(school_id)} if school_id else {}
    admin.post("partners", "/v1/role-assignments", {**held, **at})
    # What makes clients itself ends with the client it comes from.
    return admin.as_client(role, sorted(SCOPES.keys() - {"clients:write"}), who["id"])


async def _fill(connection: Connection, district: UUID, schools: list[UUID], people: list[Any]) -> None:
    began = TODAY - timedelta(days=400)
    staff = [
        (district, id_, "Given", f"Family {place}", f"p{place}@district.example", "en", True, 1)
        for place, (id_, _, _) in enumerate(people)
    ]
    roles = [(district, new_id(), id_, school, role, role, began, 1) for id_, school, role in people]
    for table, rows, columns in (
        ("directory_schools", _school_rows(district, schools), SCHOOL),
        ("directory_staff", staff, STAFF),
        ("directory_roles", roles, ROLE),
    ):
        await connection.copy_records_to_table(table, records=rows, columns=columns)
    # As autovacuum would have done by the time somebody publishes.
    await connection.execute("analyze directory_schools, directory_staff, directory_roles")


def _school_rows(district: UUID, schools: list[UUID]) -> list[tuple[Any, ...]]:
    return [
        (district, id_, f"School {place:04d}", f"{place:04d}", "elementary", ["KG", "01", "02"], ["title-1"], "1", 1)
        for place, id_ in enumerate(schools)
    ]


def _content() -> dict[str, Any]:
    """Two goals of five strategies of five activities, for every school."""
    return {
        "title": "MTSS implementation",
        "school_year": "2026-2027",
        "summary": "What every school does this year, by when, and how we will know.",
        "goals": [
            {
                **{"code": f"G{g}", "title": f"Goal {g}", "measure": "Tier 1 self-check", "unit": "percent"},
                **{"baseline": 46, "target": 80, "target_on": (TODAY + timedelta(days=200)).isoformat()},
                "strategies": [
                    {
                        **{"code": f"G{g}.S{s}", "title": f"Strategy {s}", "description": "Teams and data."},
                        "activities": [_activity(f"G{g}.S{s}.A{a}", g * 25 + s * 5 + a) for a in range(5)],
                    }
                    for s in range(5)
                ],
            }
            for g in range(2)
        ],
    }


def _activity(code: str, number: int) -> dict[str, Any]:
    return {
        "code": code,
        "title": f"Hold the data meeting of month {number} with the school's team",
        "instructions": "Meet, look at the screening data, decide who gets which support, write down what was decided.",
        "owner_role": SCHOOL_ROLES[number % len(SCHOOL_ROLES)],
        "targets": {"kind": "all"},
        "due": {"kind": "date", "on": (TODAY + timedelta(days=20 + number * 3)).isoformat()},
        "done_when": {"kind": "manual"},
    }
