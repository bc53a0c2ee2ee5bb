"""Districts of a zone, and their mornings."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.year.daily_runs import repository, timer
from shared import clock
from shared.testing.calls import Service

BEGUN = "scheduling.day.begun.v1"


class Mornings:
    """A district without plan or people in a zone of its own, and a worker that minds it alone."""

    def __init__(
        self, scheduling: Service, id_: UUID, patch: pytest.MonkeyPatch, zone: str = "America/Detroit"
    ) -> None:
        self.scheduling, self.id, self.patch, self.zone = scheduling, id_, patch, ZoneInfo(zone)
        every = repository.districts_beginning

        async def mine(*arguments: Any) -> list[UUID]:
            return [id_ for id_ in await every(*arguments) if id_ == self.id]

        patch.setattr(repository, "districts_beginning", mine)

    async def seed(self) -> "Mornings":
        """Scheduling hears of it."""
        facts = {"name": "D", "timezone": self.zone.key, "language": "en", "version": 1}
        await self.scheduling.receive(self.id, ("partners.district.recorded.v1", facts))
        return self

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock by the district's."""
        self.at_moment(datetime.combine(day, time(hour, minute), self.zone))

    def at_moment(self, moment: datetime) -> None:
        """Set it to a moment."""
        self.patch.setattr(clock, "now", lambda: moment.astimezone(UTC))

    async def begin(self) -> None:
        """As the worker does."""
        await timer.begin_days(self.scheduling.app.state.db, self.scheduling.settings)

    async def told(self) -> list[dict[str, Any]]:
        """What was said of the days, in the order in which it is sent."""
        return [event["data"] for event in await self.scheduling.published(self.id, BEGUN)]

    async def days(self) -> list[tuple[str, str | None]]:
        """Of each the day, and the one before it."""
        return [(told["day"], told["since"]) for told in await self.told()]
