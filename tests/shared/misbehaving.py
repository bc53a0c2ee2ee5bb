"""Servers that misbehave: what an address somebody else chose may lead to."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def misbehaving(reply: Reply, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A loopback server that reads a request's head and then does what it wants; yields its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await reply(writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def says(body: bytes, *headers: str, status: str = "200 OK") -> Reply:
    """An answer, with its length."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", "content-type: application/json", f"content-length: {len(body)}", *headers]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    return reply


async def fifty_megabytes(writer: asyncio.StreamWriter) -> None:
    """It says so beforehand."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n")
    for _ in range(800):
        writer.write(b"x" * 65_536)
        await writer.drain()


async def endless(writer: asyncio.StreamWriter) -> None:
    """It never says how much, and never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" " * 65_536)
        await writer.drain()


async def slow_drip(writer: asyncio.StreamWriter) -> None:
    """A byte now and then: no single wait is long."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
    while True:
        await asyncio.sleep(0.05)
        writer.write(b" ")
        await writer.drain()


async def silent(writer: asyncio.StreamWriter) -> None:
    """It takes the request and says nothing."""
    await asyncio.sleep(60)


#: 30 MB of spaces in 30 kB.
BOMB = says(gzip.compress(b" " * 30_000_000), "content-encoding: gzip")
