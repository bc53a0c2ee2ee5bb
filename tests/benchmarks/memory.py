"""How much memory the service that imports a roster of 100,000 students holds at its most."""

import asyncio
from pathlib import Path
from uuid import UUID

from deploy.local.sample.district import write_bundle
from tests.benchmarks.district import new_district
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target
from tests.benchmarks.roster import ENDED, JOB
from tests.benchmarks.world import NotStartable, World, notified

STUDENTS, SCHOOLS, STAFF = 100_000, 120, 6_000
NAME = f"memory of assessment, roster of {STUDENTS:,} students"
#: MB that its process may hold: the bare of each pair.
WITHIN = 400.0
#: A run that hangs ends.
LONGEST = 1_700.0


async def measure(world: World) -> list[Found]:
    """The peak of the process's resident memory, as the kernel keeps it, from the request to the end of the import."""
    try:
        world.need("partners", "assessment")
    except NotStartable as refusal:
        return [NotMeasured(NAME, str(refusal))]
    bundle = world.folder / "memory.zip"
    world.say(f"a bundle of {STUDENTS:,} students")
    await asyncio.to_thread(write_bundle, bundle, students=STUDENTS, schools=SCHOOLS, staff=STAFF)
    content = await asyncio.to_thread(bundle.read_bytes)
    _, admin = await asyncio.to_thread(new_district, world, "Large district")
    pid = world.services["assessment"].pid
    await world.quiet()
    before = peak_mb(pid)
    reply = await asyncio.to_thread(
        admin.call,
        *("assessment", "POST", "/v1/roster-imports"),
        content=content,
        headers={"Content-Type": "application/zip"},
    )
    async with world.superuser("assessment") as connection:
        await notified(connection, "outbox", ENDED, UUID(reply.json()["id"]), seconds=LONGEST)
        job = await connection.fetchrow(JOB, UUID(reply.json()["id"]))
    assert job is not None
    assert job["state"] == "finished", dict(job)
    seconds = (job["finished_at"] - job["started_at"]).total_seconds()
    notes = [
        f"before the import its peak was {before:,.0f} MB; it took {seconds:,.0f} s, bundle {len(content) / 1e6:,.1f} MB"
    ]
    return [Outcome(NAME, "MB", Target(1), [peak_mb(pid)], [WITHIN], notes)]


def peak_mb(pid: int) -> float:
    """The most a process has held since it began, in MB (Linux: VmHWM)."""
    said = Path(f"/proc/{pid}/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) / 1_000
