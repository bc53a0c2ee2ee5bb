"""The service on a real port, because a stream that is not over cannot be read in-process; and a reader of streams."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest_asyncio
import uvicorn

from shared.cli.serve import Server
from shared.testing.calls import Service, token
from shared.testing.databases import PATIENCE, eventually
from shared.testing.processes import free_port
from shared.web.protocol import Protocol


@dataclass
class Told:
    """One event of a stream."""

    event: str
    data: dict[str, Any]
    id: str = ""


@dataclass
class Reader:
    """What one open stream was told so far."""

    told: list[Told] = field(default_factory=list)
    comments: int = 0
    is_over: bool = False
    response: httpx.Response | None = None

    async def until(self, event: str, count: int = 1) -> Told:
        """Wait for the n-th event of a name."""

        async def found() -> Told | None:
            of_name = [one for one in self.told if one.event == event]
            return of_name[count - 1] if len(of_name) >= count else None

        one = await eventually(found, f"{event} on the stream")
        assert one is not None
        return one

    async def over(self) -> None:
        """Wait until the stream has ended."""

        async def ended() -> bool:
            return self.is_over

        await eventually(ended, "the end of the stream")

    def names(self) -> list[str]:
        """The events so far, `ready` left out."""
        return [one.event for one in self.told if one.event != "ready"]

    def ids(self, key: str) -> list[str]:
        """A field of the data of all entries so far."""
        return [one.data[key] for one in self.told if key in one.data]

    @property
    def last_id(self) -> str:
        """What a browser would send as `Last-Event-ID`."""
        return next(one.id for one in reversed(self.told) if one.id)

    async def read(self, response: httpx.Response) -> None:
        """Parse the stream until it ends."""
        lines: dict[str, str] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if line.startswith(":"):
                self.comments += 1
            elif line:
                lines[name] = value
            elif "event" in lines:
                self.told.append(Told(lines["event"], orjson.loads(lines["data"]), lines.get("id", "")))
                lines = {}
        self.is_over = True


Opening = Callable[..., AbstractAsyncContextManager[Reader]]


class Streams:
    """The service under test, served; and tokens of its district."""

    def __init__(self, service: Service, district_id: UUID, url: str) -> None:
        self.service, self.district_id, self.url = service, district_id, url

    def person(self, *roles: tuple[str, UUID | None], id_: UUID | None = None, **wishes: Any) -> str:
        """A person's token."""
        return token(self.district_id, ["stream:read"], person_id=id_ or uuid4(), roles=roles, **wishes)

    def machine(self) -> str:
        """A client's token."""
        return token(self.district_id, ["stream:read"])

    async def refused(self, bearer: str, last_event_id: str = "") -> httpx.Response:
        """The answer to an opening that is refused."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return await client.get("/v1/stream", headers=_headers(bearer, last_event_id), timeout=PATIENCE)

    @asynccontextmanager
    async def open(self, bearer: str, last_event_id: str = "") -> AsyncIterator[Reader]:
        """A stream, ready; it is left at the end of the block."""
        reader = Reader()
        async with (
            httpx.AsyncClient(base_url=self.url, timeout=None, trust_env=False) as client,
            client.stream("GET", "/v1/stream", headers=_headers(bearer, last_event_id)) as response,
        ):
            assert response.status_code == 200, await response.aread()
            reader.response = response
            reading = asyncio.create_task(reader.read(response))
            try:
                await reader.until("ready")
                yield reader
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def task(self, type_: str = "completed", *, by: str = "service:test", **facts: Any) -> str:
        """A fact about a task arrives off the bus; returns the task's id."""
        task_id = str(uuid4())
        origin = {"kind": "activity", "id": uuid4(), "code": "A1", "title": "Activity A1"}
        data = {"task_id": task_id, "plan_id": uuid4(), "activity_id": uuid4(), "school_id": uuid4(), "owner_id": None}
        data |= {"origin": origin}
        if type_ == "completed":
            data |= {"done_on": "2026-11-23", "on_time": True, "proved_by": None}
        await self.service.receive(self.district_id, (f"scheduling.task.{type_}.v2", {**data, **facts}), by=by)
        return task_id


def _headers(bearer: str, last_event_id: str) -> dict[bytes, bytes]:
    last = {b"Last-Event-ID": last_event_id.encode()} if last_event_id else {}
    return {b"Authorization": f"Bearer {bearer}".encode(), **last}


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[tuple[str, Server]]:
    """The service as a process serves it, in this loop."""
    config = uvicorn.Config(
        service.app, host="127.0.0.1", port=free_port(), log_level="error", lifespan="off", http=Protocol
    )
    server = Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{config.port}", server
    finally:
        server.should_exit = True
        await running
        service.app.state.hub.is_ending = False


@pytest_asyncio.fixture
async def streams(notifications: Service, district_id: UUID) -> AsyncIterator[Streams]:
    async with serving(notifications) as (url, _):
        yield Streams(notifications, district_id, url)
