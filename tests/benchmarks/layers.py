"""What one list request costs this service's own process, by layer: sampled in process, PostgreSQL's answer replayed.

`python -m tests.benchmarks.layers DISTRICT_ID PATH QUERY` with scheduling's settings in the environment; writes JSON.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from types import FrameType
from typing import Any
from uuid import UUID

import uvloop

from deploy.local.stack import ROOT
from services.scheduling.app import build
from shared.auth.tokens import Verifier
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.calls import ISSUER, StaticKeys, token
from tests.benchmarks.world import World

CALLS = 2_500
SAMPLE_SECONDS = 0.0004

#: The first rule that a frame fits, going from the innermost frame outwards: file, function ("" is any), layer.
RULES = (
    ("/structlog/", "", "structlog: context and the request's line"),
    ("/prometheus_client/", "", "Prometheus"),
    ("/fastapi/telemetry/", "", "FastAPI's own telemetry, beside ours"),
    ("/sqlalchemy/", "", "SQLAlchemy session, unused by a list"),
    ("/shared/auth/", "", "token, scope, policy"),
    ("/fastapi/dependencies/", "request_params_to_args", "FastAPI: query parameters"),
    ("/fastapi/dependencies/", "solve_dependencies", "FastAPI: dependencies, their generators"),
    ("/services/", "", "the list: scope, filters, SQL text, reply"),
    ("/shared/web/context.py", "", "the list: scope, filters, SQL text, reply"),
    ("/shared/web/edge.py", "", "Edge without its span"),
    ("/fastapi/routing.py", "matches", "FastAPI and Starlette: finding the route"),
    ("/starlette/routing.py", "matches", "FastAPI and Starlette: finding the route"),
    ("/fastapi/routing.py", "", "FastAPI and Starlette: calling the route, exit stacks"),
    ("/fastapi/", "", "FastAPI and Starlette: middleware around the routes"),
    ("/starlette/", "", "FastAPI and Starlette: middleware around the routes"),
)
OUTWARDS = (
    "/fastapi/dependencies/",
    "/starlette/responses.py",
    "/starlette/datastructures.py",
    "/starlette/requests.py",
)


def layer_of(frame: FrameType | None) -> str | None:
    """The layer a moment belongs to; None outside any."""
    in_span = False
    while frame is not None:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        in_span = in_span or "/opentelemetry/" in file
        for part, name, layer in RULES:
            if part in file and name in ("", function):
                if layer.startswith("FastAPI and") and any(passing in file for passing in OUTWARDS):
                    break
                return "our OpenTelemetry span" if in_span and layer.startswith("Edge") else layer
        frame = frame.f_back
    return None


class Caller:
    """Calls the application without a server."""

    def __init__(self, app: Any, path: str, query: str, bearer: str) -> None:
        self.app = app
        headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {bearer}".encode()), (b"accept", b"*/*")]
        self.scope = {
            **{"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1"},
            **{"method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": ""},
            **{"query_string": query.encode(), "headers": headers, "client": ("127.0.0.1", 1), "state": {}},
            "server": ("127.0.0.1", 8000),
        }
        self.statuses: Counter[int] = Counter()

    async def __call__(self, times: int) -> float:
        """Microseconds of processor time a call."""
        began = time.process_time()
        for _ in range(times):
            await self.app(dict(self.scope), self._receive, self._send)
        return (time.process_time() - began) / times * 1e6

    async def _receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.statuses[message["status"]] += 1


async def _measure(district_id: UUID, path: str, query: str) -> dict[str, Any]:
    app = build(Settings.load("scheduling"))
    app.state.verifier = Verifier(StaticKeys(), ISSUER, "scheduling", app.state.verifier.ended)
    ask, kept = app.state.db.read_page, {}

    async def replay(district: UUID, sql: str, texts: list[str | None], **named: Any) -> Any:
        # Of its arguments only the moment differs from call to call.
        if sql not in kept:
            kept[sql] = partial(ask, district, sql, texts, **named), await ask(district, sql, texts, **named)
        return kept[sql][1]

    app.state.db.read_page = replay
    bearer = token(district_id, ["tasks:read"], person_id=new_id(), roles=[("district_coordinator", None)])
    call = Caller(app, path, query, bearer)
    await call(CALLS // 5)
    whole = min([await call(CALLS // 5) for _ in range(5)])
    found = await _sampled(call)
    assert set(call.statuses) == {200}, call.statuses
    ((again, _),) = kept.values()
    trip = await typical(again)
    await app.state.db.close()
    return {
        "layers": {layer: count / found.total() * whole for layer, count in found.most_common()},
        "round_trip": trip,
    }


async def _sampled(call: Caller) -> Counter[str]:
    found: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        if layer := layer_of(frame):
            found[layer] += 1

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)
    await call(CALLS)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return found


async def typical(ask: Callable[[], Awaitable[object]]) -> float:
    """The median of many times, one after the other; microseconds."""
    took = []
    for _ in range(500):
        began = time.perf_counter()
        await ask()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6


async def measure(world: World, district_id: UUID, path: str) -> tuple[list[tuple[str, float]], float]:
    """Microseconds by layer, and of the page read alone; in a process of its own whose log lines go to a file."""
    path, _, query = path.partition("?")
    environment = {**os.environ, **world.environment(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.benchmarks.layers", str(district_id), path, query]
    with (world.folder / "layers.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=log, env=environment)
        out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError((world.folder / "layers.log").read_text()[-2000:])
    found = json.loads(out)
    return list(found["layers"].items()), found["round_trip"]


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_measure(UUID(sys.argv[1]), sys.argv[2], sys.argv[3]))))
