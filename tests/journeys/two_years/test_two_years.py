"""Two school years of a district with work of every origin, lived day by day: what must hold on each, and at their ends."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.effort import EFFORT, SEED
from tests.journeys.posting import check_peace, weeks
from tests.journeys.two_years import first_year, second_year
from tests.journeys.two_years.living import Years
from tests.journeys.two_years.watching import Watch
from tests.journeys.two_years.world import DAY, FIRST, World

ACTS = {**first_year.ACTS, **second_year.ACTS}


def days() -> list[date]:
    """In the long form every day; in the short one those on which something happens, the day after, and each month's first."""
    every = [FIRST + n * DAY for n in range(1, (second_year.CLOSED_AGAIN - FIRST).days + 2)]
    lived = [day for day in every if EFFORT > 1 or day in ACTS or day - DAY in ACTS or day.day < 3]
    return [day for day in lived if day not in first_year.DOWN]


async def test_two_school_years(service_of: Callable[[str], Service], district_id: UUID) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world = World({name: service_of(name) for name in SERVICES}, district_id, patch, SEED)
        world.at(FIRST, 8)
        await world.seed()
        years = Years(world, Watch(world), ACTS, idle=first_year.IDLE)
        await years.live(days())
    check_peace(world.postbox.sent, 100)
    print(weeks(years.watch.told, world.postbox.sent, world.people))
