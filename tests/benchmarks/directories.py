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
#: A run that hangs ends.
LONGEST = 300.0
FOLLOWERS = ("scheduling", "assessment", "notifications")
THERE = "select count(*) from directory_staff where district_id = $1"
ROLES = "select count(*) from directory_roles where district_id = $1"
#: Every role that the roster lists, brought or, for want of a second person, left out.
LISTED = "select count(*) from roster_roles where district_id = $1 and deleted_at is null"
BROUGHT = "select count(*) from role_assignments where district_id = $1 and granted_by = 'roster'"
WEIGHED = f"""select ({BROUGHT})
  + (select count(*) from left_out_roster_roles where district_id = $1)"""


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
        listed = await connection.fetchval(LISTED, district_id)
    weighing = asyncio.create_task(_weighed(world, district_id, listed, began))
    seen = await asyncio.gather(*(_staff(world, name, district_id, began) for name in FOLLOWERS))
    weighed, brought = await weighing
    held = await asyncio.gather(*(_roles(world, name, district_id, brought, began) for name in FOLLOWERS))
    await world.check_nothing_died()
    notes = [f"partners has weighed all {listed:,} roles after {weighed:.1f} s, and brought {brought:,} of them"]
    for name, staff, roles in zip(FOLLOWERS, seen, held, strict=True):
        notes.append(f"{name}: all staff after {staff:.1f} s, all roles after {roles:.1f} s")
    return Outcome(NAME, "s", Target(1), [max(*seen, *held)], [WITHIN], notes)


async def _weighed(world: World, district_id: UUID, listed: int, began: float) -> tuple[float, int]:
    """When partners had looked at every role, and how many it brought."""
    async with world.superuser("partners") as connection:
        seconds = await _until(connection, WEIGHED, district_id, listed, began)
        return seconds, await connection.fetchval(BROUGHT, district_id)


async def _staff(world: World, service: str, district_id: UUID, began: float) -> float:
    async with world.superuser(service) as connection:
        return await _until(connection, THERE, district_id, STAFF, began)


async def _roles(world: World, service: str, district_id: UUID, brought: int, began: float) -> float:
    async with world.superuser(service) as connection:
        return await _until(connection, ROLES, district_id, brought, began)


async def _until(connection: Connection, query: str, district_id: UUID, wanted: int, began: float) -> float:
    """When there were as many. Raises TimeoutError."""
    async with asyncio.timeout(LONGEST):
        while await connection.fetchval(query, district_id) < wanted:
            await asyncio.sleep(0.05)
    return time.perf_counter() - began
