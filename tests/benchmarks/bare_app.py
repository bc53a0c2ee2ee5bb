"""The bare server: one ASGI function that sends what PostgreSQL builds; no framework, no token, no policy, no logs.

`python -m tests.benchmarks.bare_app PORT SERVICE BEARER FILE`, under the very uvicorn settings services run with. `FILE`
names one path with its query a line. What a path reads is learned once, from the service itself as it answers the bearer:
so both send the same bytes, whatever a reply has come to hold, and what differs is all that surrounds the reading.
"""

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from shared.db.engine import Database
from shared.settings import Settings
from shared.web.protocol import Protocol
from tests.benchmarks.layers import Caller


class App:
    """Answers the paths it has learned."""

    def __init__(self, db: Database, readings: dict[tuple[str, bytes], tuple[tuple[Any, ...], dict[str, Any]]]) -> None:
        self.db = db
        self.readings = readings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        arguments, named = self.readings[scope["path"], scope["query_string"]]
        body, _ = await self.db.read_page(*arguments, **named)
        content = body.encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.db.close()
        await send({"type": "lifespan.shutdown.complete"})


async def learned(service: str, bearer: str, paths: list[str]) -> App:
    """The service answers each path once; the page it reads for it is kept."""
    app = import_module(f"services.{service}.app").build(Settings.load(service))
    db: Database = app.state.db
    read_page = db.read_page
    readings = {}
    for whole in paths:
        path, _, query = whole.partition("?")

        async def note(*arguments: Any, _at: tuple[str, bytes] = (path, query.encode()), **named: Any) -> Any:
            readings[_at] = arguments, named
            return await read_page(*arguments, **named)

        db.read_page = note  # type: ignore[method-assign]
        call = Caller(app, path, query, bearer)
        await call(1)
        assert set(call.statuses) == {200}, f"{whole}: {call.statuses}"
    db.read_page = read_page  # type: ignore[method-assign]
    return App(db, readings)


def settings(app: Any, port: int) -> uvicorn.Config:
    """How services are served."""
    return uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=Protocol,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )


async def main() -> None:
    """Serve until told to end."""
    port, service, bearer, file = int(sys.argv[1]), *sys.argv[2:5]
    paths = await asyncio.to_thread(Path(file).read_text)
    await uvicorn.Server(settings(await learned(service, bearer, paths.splitlines()), port)).serve()


if __name__ == "__main__":
    uvloop.run(main())
