"""`python -m tests.benchmarks [publish|roster|lists|rollup …]`: ratios to bare baselines measured in the same run."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence

import uvloop

from deploy.local.stack import LOCAL
from tests.benchmarks.outcome import Progress, show
from tests.benchmarks.world import World

NAMES = ("publish", "roster", "lists", "rollup")


def main() -> int:
    """Run what was asked for; 1 when a target was missed or nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(NAMES), help="all when left out")
    names = parser.parse_args().names or NAMES
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"no such measurement: {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say = Progress()
    with World(LOCAL / f"bench-{os.getpid()}", say).up() as world:
        uvloop.run(_run(world, names))
    say("ended")
    return 0


async def _run(world: World, names: Sequence[str]) -> None:
    from tests.benchmarks import lists, publish
    from tests.benchmarks.district import District

    world.need("partners", "scheduling")
    if "publish" in names:
        world.need("notifications")
    district = await District.make(world)
    if "publish" in names:
        show(await publish.measure(world, district))
    if "lists" in names:
        if not district.published:
            district.publish(district.approved_plan())
            await world.quiet()
        show(await lists.measure(world, district))


if __name__ == "__main__":
    sys.exit(main())
