"""`python -m tests.benchmarks [publish|each|revise|lists|one|many|writes|pages|rollup|roster|…]`: ratios to bare ones."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import uvloop

from shared.testing.leftovers import LOCAL
from tests.benchmarks import (
    attendance,
    directories,
    each,
    lists,
    many,
    memory,
    one,
    pages,
    publish,
    revise,
    rollup,
    roster,
    streams,
    verify,
    writes,
)
from tests.benchmarks.district import District
from tests.benchmarks.outcome import NotMeasured, Progress, show
from tests.benchmarks.world import NotStartable, World

NAMES = (
    "publish",
    "each",
    "revise",
    "lists",
    "one",
    "many",
    "writes",
    "pages",
    "rollup",
    "roster",
    "attendance",
    "directories",
    "memory",
    "streams",
    "verify",
)


def main() -> int:
    """Run what was asked for, all of it when nothing was named; prints to standard output, progress to standard error."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(NAMES), help="all when left out")
    parser.add_argument(
        "--million", action="store_true", help="pages of a million tasks too, which take minutes to fill"
    )
    parser.add_argument("--teachers", type=int, default=40_000, help="of `each`: how many there are at 1,000 schools")
    asked = parser.parse_args()
    names = asked.names or NAMES
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"no such measurement: {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say = Progress()
    with World(LOCAL / f"bench-{os.getpid()}", say).up() as world:
        uvloop.run(_run(world, names, million=asked.million, teachers=asked.teachers))
    say("ended")
    return 0


async def _run(world: World, names: Sequence[str], *, million: bool, teachers: int) -> None:
    planned = [
        name
        for name in NAMES
        if name in names and name not in ("roster", "attendance", "directories", "memory", "streams", "verify")
    ]
    if planned:
        try:
            await _planned(world, planned, million=million, teachers=teachers)
        except NotStartable as refusal:
            show([NotMeasured(name, str(refusal)) for name in planned])
    if "roster" in names:
        show(await roster.measure(world))
    if "attendance" in names:
        show(await attendance.measure(world))
    if "directories" in names:
        show(await directories.measure(world))
    if "memory" in names:
        show(await memory.measure(world))
    if "streams" in names:
        show(await streams.measure(world))
    if "verify" in names:
        show(await verify.measure(world))


async def _planned(world: World, names: Sequence[str], *, million: bool, teachers: int) -> None:
    world.need("partners", "scheduling")
    if "publish" in names:
        with suppress(NotStartable):
            world.need("notifications")
    district = await District.make(world)
    if "publish" in names:
        show(await publish.measure(world, district))
    else:
        world.say("a published plan")
        district.publish(district.approved_plan())
        await world.quiet()
    if "each" in names:
        show(await each.measure(world, district, teachers))
    if "revise" in names:
        show(await revise.measure(world, district))
    if "lists" in names:
        show(await lists.measure(world, district))
    if "one" in names:
        show(await one.measure(world, district))
    if "many" in names:
        show(await many.measure(world, district))
    if "writes" in names:
        show(await writes.measure(world, district))
    if "rollup" in names:
        show(await rollup.measure(world, district))
    if "pages" in names:
        # Last: it leaves other tasks behind.
        show(await pages.measure(world, district, million=million))


if __name__ == "__main__":
    sys.exit(main())
