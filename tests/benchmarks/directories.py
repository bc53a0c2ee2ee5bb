"""How long after a roster of 4,000 staff has been imported every service's directory has them all, with their roles."""

import asyncio
import time
from pathlib import Path
from uuid import UUID

from deploy.local.sample.district import write_bundle
from tests.benchmarks.district import new_district
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target
from tests.benchmarks.roster import imported
from tests.benchmarks.world import Connection, NotStartable, World

STUDENTS, SCHOOLS, STAFF = 400, 80, 4_000
NAME = f"directories after an import of {STAFF:,} staff"
#: Seconds that they may take: the bare of each pair.
WITHIN = 15.0
LONGEST = 600.0
FOLLOWERS = ("scheduling", "assessment", "notifications")
THERE = "select count(*) from directory_staff where district_id = $1"
ROLES = "select count(*) from directory_roles where district_id = $1"
LISTED = "select count(*) from role_assignments where district_id = $1 and granted_by = 'roster'"


async def measure(world: World) -> list[Found]:
    """Seconds from the end of the import until all of them are in all of the copies."""
    try:
        world.need("partners", *FOLLOWERS)
    except NotStartable as refusal:
        return [NotMeasured(NAME, str(refusal))]
    bundle = world.folder / "staff.zip"
    write_bundle(bundle, students=STUDENTS, schools=SCHOOLS, staff=STAFF)
    return [await _follow(world, bundle)]


async def _follow(world: World, bundle: Path) -> Found:
    district_id, admin = await asyncio.to_thread(new_district, world, "Directory district")
    async with world.superuser("assessment") as connection:
        await imported(world, connection, admin, bundle)
    began = time.perf_counter()
    partners, *others = await asyncio.gather(
        _seen(world, "partners", district_id, began), *(_seen(world, name, district_id, began) for name in FOLLOWERS)
    )
    await world.check_nothing_died()
    notes = [f"partners has all roles after {partners[1]:.1f} s"]
    for name, (staff, roles) in zip(FOLLOWERS, others, strict=True):
        notes.append(f"{name}: all staff after {staff:.1f} s, all roles after {roles:.1f} s")
    last = max(max(one) for one in others)
    return Outcome(NAME, "s", Target(1), [last], [WITHIN], notes)


async def _seen(world: World, service: str, district_id: UUID, began: float) -> tuple[float, float]:
    """When a service had all staff, and all roles."""
    async with world.superuser(service) as connection:
        if service == "partners":
            at = await _until(connection, LISTED, district_id, began)
            return at, at
        staff = await _until(connection, THERE, district_id, began)
        return staff, await _until(connection, ROLES, district_id, began)


async def _until(connection: Connection, query: str, district_id: UUID, began: float) -> float:
    while await connection.fetchval(query, district_id) < STAFF:
        if time.perf_counter() - began > LONGEST:
            return LONGEST
        await asyncio.sleep(0.2)
    return time.perf_counter() - began
