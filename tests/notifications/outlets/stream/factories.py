"""Rows of the stream."""

from typing import Any
from uuid import UUID, uuid4

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.rules import Entry
from shared.context.work import work_for
from tests.notifications.outlets.stream.conftest import Streams

COORDINATOR = ("district_coordinator", None)


async def write(streams: Streams, count: int, text: str = "{}") -> None:
    """Entries of the district, straight into the table."""
    async with work_for(streams.service.app.state.db, streams.service.settings, streams.district_id) as ctx:
        ctx.leave_for_last(repository.write, [Entry("x", text) for _ in range(count)])


async def message(streams: Streams, recipient: UUID) -> dict[str, Any]:
    """A message in somebody's inbox, as the event that tells of it says; made straight in the table."""
    id_, plan_id, moment = uuid4(), uuid4(), "now(), now(), 'service:test', 'service:test', 1"
    await streams.service.sql(
        f"""insert into messages (district_id, id, recipient_id, kind, subject_id, plan_id, facts, language, in_inbox,
          created_at, updated_at, created_by, updated_by, version)
        values ($1, $2, $3, 'plan_published', $4, $4, '{{"title": "The plan"}}', 'en', true, {moment}) returning id""",
        *(streams.district_id, id_, recipient, plan_id),
    )
    return {"message_id": id_, "recipient_id": recipient, "kind": "plan_published", "plan_id": plan_id}
