"""An open stream ends when what its token stood for has ended, long before the token does; the streams of others go on."""

from contextlib import AsyncExitStack
from typing import Any, get_args
from uuid import uuid4

from shared import clock
from shared.auth.ended import Holder
from tests.notifications.outlets.stream.conftest import Streams

COORDINATOR = ("district_coordinator", None)


async def test_a_stream_ends_with_its_holders_access(streams: Streams) -> None:
    ids = {holder: uuid4() for holder in get_args(Holder)}
    claims: dict[str, dict[str, Any]] = {
        "person": {"id_": ids["person"]},
        "client": {"client_id": ids["client"]},
        "session": {"sid": str(ids["session"])},
        "token": {"jti": str(ids["token"])},
    }
    async with AsyncExitStack() as stack:
        readers = {
            holder: await stack.enter_async_context(streams.open(streams.person(COORDINATOR, **claims[holder])))
            for holder in ids
        }
        other = await stack.enter_async_context(streams.open(streams.person(COORDINATOR)))
        facts = [
            {"holder": holder, "holder_id": str(id_), "ended_at": clock.now(), "reason": "role_ended"}
            for holder, id_ in ids.items()
        ]
        await streams.service.receive(streams.district_id, *(("partners.access.ended.v1", fact) for fact in facts))
        for holder, reader in readers.items():
            assert (await reader.until("expired")).data == {"reason": "access_ended"}, holder
            await reader.over()
        task = await streams.task()
        await other.until("scheduling.task.completed.v2")
        assert other.ids("task_id") == [task]
        assert [reader.ids("task_id") for reader in readers.values()] == [[]] * len(readers)
