"""Importing a roster through the API, against COPY of the very rows it wrote into twins of the same tables."""

import asyncio
import io
import statistics
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.local.callers import Caller
from deploy.local.sample.district import write_bundle
from services.assessment.records.student_records import tables as roster
from shared.db.base import Base
from tests.benchmarks.activity import Sampler
from tests.benchmarks.district import new_district
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target, table
from tests.benchmarks.world import Connection, NotStartable, World, notified

SIZES = ((20_000, 60, 2_000), (4_000, 12, 300))
ROUNDS = (3, 2)
ENDED = "select state in ('finished', 'finished_with_faults', 'failed') from roster_imports where id = $1"
JOB = "select state, refusal, fault_count, created_at, started_at, finished_at from roster_imports where id = $1"


async def measure(world: World) -> list[Found]:
    """The large roster has the target; the small one is told beside it."""
    names = [f"roster import of {students:,} students" for students, _, _ in SIZES]
    try:
        world.need("partners", "assessment")
    except NotStartable as refusal:
        return [NotMeasured(name, str(refusal)) for name in names]
    async with world.superuser("assessment") as connection:
        await connection.execute("create schema bench")
        for name in _tables():
            await connection.execute(f"create table bench.{name} (like public.{name} including all)")
        return [
            await _import(world, connection, name, size, rounds)
            for name, size, rounds in zip(names, SIZES, ROUNDS, strict=True)
        ]


async def _import(world: World, connection: Connection, name: str, size: tuple[int, int, int], rounds: int) -> Found:
    students, schools, staff = size
    bundle = world.folder / f"{students}.zip"
    write_bundle(bundle, students=students, schools=schools, staff=staff)
    ours, bare, queued = [], [], []
    rows, octets = 0, 0
    parts: list[tuple[str, float]] = []
    for number in range(rounds):
        world.say(f"{name}: round {number + 1} of {rounds}")
        district_id, seconds, waited = await _ours(world, connection, bundle)
        ours.append(seconds)
        queued.append(waited)
        await world.quiet()
        seconds, rows, octets = await _bare(world, connection, district_id)
        bare.append(seconds)
    target = Target(3) if size == SIZES[0] else None
    if target:
        parts = await _sampled(world, connection, bundle)
    await world.check_nothing_died()
    notes = [
        f"{rows:,} rows, {octets / 1e6:,.1f} MB as binary COPY; bundle of {bundle.stat().st_size / 1e6:,.1f} MB; "
        f"{rows / statistics.median(ours):,.0f} rows/s ours",
        f"from the request until the worker begins: {statistics.median(queued) * 1e3:,.0f} ms",
    ]
    if parts:
        notes += table("where the time of one more import goes (sampled, which itself costs time):", parts, "ms")
    return Outcome(name, "s", target, ours, bare, notes)


async def _ours(
    world: World, connection: Connection, bundle: Path, sampler: AbstractAsyncContextManager[object] | None = None
) -> tuple[UUID, float, float]:
    district_id, admin = await asyncio.to_thread(new_district, world, "Roster district")
    return district_id, *await imported(world, connection, admin, bundle, sampler)


async def imported(
    world: World,
    connection: Connection,
    admin: Caller,
    bundle: Path,
    sampler: AbstractAsyncContextManager[object] | None = None,
) -> tuple[float, float]:
    """Import a bundle: seconds until it is, and until the worker began."""
    content = await asyncio.to_thread(bundle.read_bytes)
    admin.bearer()
    await world.quiet()
    await world.checkpoint()
    headers = {"Content-Type": "application/zip"}
    async with sampler or nullcontext():
        asked_at, began = datetime.now(UTC), time.perf_counter()
        reply = await asyncio.to_thread(
            admin.call, "assessment", "POST", "/v1/roster-imports", content=content, headers=headers
        )
        job_id = UUID(reply.json()["id"])
        await notified(connection, "outbox", ENDED, job_id)
        seconds = time.perf_counter() - began
    job = await connection.fetchrow(JOB, job_id)
    assert job is not None
    assert job["state"] == "finished", dict(job)
    return seconds, (job["started_at"] - asked_at).total_seconds()


async def _sampled(world: World, connection: Connection, bundle: Path) -> list[tuple[str, float]]:
    world.say("roster: where the time goes")
    async with world.superuser("assessment") as watching:
        sampler = Sampler(watching)
        _, seconds, _ = await _ours(world, connection, bundle, sampler)
    await world.quiet()
    return sampler.parts(seconds)


async def _bare(world: World, connection: Connection, district_id: UUID) -> tuple[float, int, int]:
    dumped: dict[str, io.BytesIO] = {}
    rows = 0
    for name in _tables():
        dumped[name] = io.BytesIO()
        query = f"select * from public.{name} where district_id = $1"
        done = await connection.copy_from_query(query, district_id, output=dumped[name], format="binary")
        rows += int(done.split()[-1])
        dumped[name].seek(0)
    octets = sum(stream.getbuffer().nbytes for stream in dumped.values())
    await world.checkpoint()
    began = time.perf_counter()
    async with connection.transaction():
        for name, stream in dumped.items():
            await connection.copy_to_table(name, schema_name="bench", source=stream, format="binary")
    return time.perf_counter() - began, rows, octets


def _tables() -> list[str]:
    mappers: Any = Base.registry.mappers
    return sorted(mapper.local_table.name for mapper in mappers if mapper.class_.__module__ == roster.__name__)
