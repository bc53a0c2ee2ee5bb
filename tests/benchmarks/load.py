"""A load generator in a process of its own: keep-alive HTTP/1.1 over raw sockets, as little work a reply as Python can.

`python -m tests.benchmarks.load PORT CONNECTIONS SECONDS` reads requests as JSON on standard input and writes what it saw.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, cast

import uvloop

from deploy.local.stack import ROOT

WARM_UP_SECONDS = 0.4


@dataclass(frozen=True)
class Seen:
    """Replies a second, and milliseconds from request to whole reply."""

    rate: float
    p50: float
    p95: float
    p99: float
    replies: int


class Client(asyncio.Protocol):
    """One connection: the next request leaves when the reply to the last one is whole."""

    def __init__(self, requests: Sequence[bytes], latencies: list[tuple[float, float]], ends: float) -> None:
        self.requests = cycle(requests)
        self.latencies = latencies
        self.ends = ends
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.missing = 0
        self.chunked = False
        self.tail = b""
        self.head = b""
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        if not self.missing:
            data, self.chunked = self.head + data, False
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self.head = data
                return
            if not data.startswith(b"HTTP/1.1 2"):
                self._fail(data[:300])
                return
            head = data[:end].lower() + b"\r"
            self.head, self.chunked = b"", b"transfer-encoding: chunked" in head
            if self.chunked:
                self.missing = 1
            else:
                at = head.index(b"content-length: ") + 16
                self.missing = int(head[at : head.index(b"\r", at)]) - (len(data) - end - 4)
        elif not self.chunked:
            self.missing -= len(data)
        self.tail = (self.tail + data)[-5:]
        if self.chunked and self.tail == b"0\r\n\r\n":
            self.missing = 0
        if not self.missing:
            now = time.perf_counter()
            self.latencies.append((now, now - self.sent_at))
            if now < self.ends:
                self._ask()
            elif not self.over.done():
                self.over.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(repr(error).encode())

    def _ask(self) -> None:
        self.sent_at = time.perf_counter()
        self.transport.write(next(self.requests))

    def _fail(self, why: bytes) -> None:
        if not self.over.done():
            self.over.set_exception(RuntimeError(f"unexpected reply: {why!r}"))


async def _drive(port: int, connections: int, seconds: float, requests: list[bytes]) -> dict[str, float]:
    latencies: list[tuple[float, float]] = []
    began = time.perf_counter()
    clients: list[Client] = []
    for number in range(connections):
        shifted = requests[number * len(requests) // connections :] + requests[: number * len(requests) // connections]
        client = Client(shifted, latencies, began + WARM_UP_SECONDS + seconds)
        clients.append(client)
        await asyncio.get_running_loop().create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    async with asyncio.timeout(seconds + 30):
        await asyncio.gather(*(client.over for client in clients))
    counted = [(at, took) for at, took in latencies if at > began + WARM_UP_SECONDS]
    took = sorted(took for _, took in counted)
    spent = max(at for at, _ in counted) - began - WARM_UP_SECONDS
    percentiles = {f"p{p}": took[min(len(took) - 1, len(took) * p // 100)] * 1e3 for p in (50, 95, 99)}
    return {"rate": len(counted) / spent, "replies": len(counted), **percentiles}


def request(path: str, bearer: str = "") -> str:
    """A GET as it goes over the wire."""
    token = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{token}Accept: application/json\r\n\r\n"


def change(method: str, path: str, body: Any, headers: Mapping[str, str], *, bearer: str) -> str:
    """A JSON document sent, as it goes over the wire."""
    text = json.dumps(body)
    said = {
        "Authorization": f"Bearer {bearer}",
        "Content-Type": "application/json",
        "Content-Length": len(text),
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n{text}"


async def drive(port: int, requests: list[str], *, connections: int, seconds: float) -> Seen:
    """Send these requests over and over from another process. Raises RuntimeError on any refusal."""
    command = [sys.executable, "-m", "tests.benchmarks.load", str(port), str(connections), str(seconds)]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        async with asyncio.timeout(seconds + 60):
            out, errors = await process.communicate(json.dumps(requests).encode())
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise RuntimeError(errors.decode()[-1000:])
    return Seen(**json.loads(out))


if __name__ == "__main__":
    asked = [text.encode() for text in json.load(sys.stdin)]
    port_, connections_, seconds_ = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(uvloop.run(_drive(port_, connections_, seconds_, asked))))
