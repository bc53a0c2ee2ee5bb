"""Rows of the stream."""

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.rules import Entry
from shared.context.work import work_for
from tests.notifications.outlets.stream.conftest import Streams

COORDINATOR = ("district_coordinator", None)


async def write(streams: Streams, count: int, text: str = "{}") -> None:
    """Entries of the district, straight into the table."""
    async with work_for(streams.service.app.state.db, streams.service.settings, streams.district_id) as ctx:
        ctx.leave_for_last(repository.write, [Entry("x", text) for _ in range(count)])
