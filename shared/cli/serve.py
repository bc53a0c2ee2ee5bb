"""One service as one process: its api, its worker, or both."""

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import uvicorn
import uvloop

from shared.logging import configure, log, where
from shared.rooms import rooms_of
from shared.settings import Settings
from shared.web.app import create_health_app
from shared.web.protocol import Protocol

#: Sockets and files a process may hold; the usual soft limit of 1,024 is fewer than the streams it keeps open.
MOST_FILES = 65_536
AGAIN_SECONDS = 5.0


def serve(settings: Settings, only: str) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished, events under way come again."""
    configure(settings.service, settings.log_level)
    _allow_many_files()
    uvloop.run(_serve(settings, only))


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _serve(settings: Settings, only: str) -> None:
    ended = asyncio.Event()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_, ended.set)
    # Foreign keys need every table to be known.
    rooms_of(settings.service).load_tables()
    # A worker alone answers for its health and metrics at the same port.
    build = create_health_app if only == "worker" else import_module(f"services.{settings.service}.app").build
    server = Server(
        uvicorn.Config(
            build(settings),
            host=settings.host,
            port=settings.port,
            http=Protocol,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            forwarded_allow_ips=settings.gateway_ips,
            timeout_graceful_shutdown=10,
        )
    )
    answering = asyncio.create_task(_answer(server))
    working: list[asyncio.Task[int]] = []
    if only in ("", "worker"):
        working.append(asyncio.create_task(import_module(f"services.{settings.service}.worker").work(settings)))
    # What is loaded by now stays to the end: no search for garbage needs to go through it, which would hold up every caller.
    gc.collect()
    gc.freeze()
    log.info("started", phase=only or "api and worker", port=settings.port)
    told = asyncio.create_task(ended.wait())
    await asyncio.wait([told, answering, *working], return_when=asyncio.FIRST_COMPLETED)
    log.info("ending")
    server.should_exit = True
    await _end(answering, working)
    faults = [code for task in (answering, *working) if (code := _code_of(task))]
    if faults or not told.done():
        raise SystemExit(max(faults, default=1))


async def _answer(server: uvicorn.Server) -> int:
    """Serve until told to end; the code to end with. What cannot start must not end the loop under the worker's feet."""
    try:
        await server.serve()
    except SystemExit as ending:
        return int(ending.code or 0)
    return 0


async def _end(answering: "asyncio.Task[int]", working: "list[asyncio.Task[int]]") -> None:
    """Wait for both halves. A library may swallow the word to end once: it is said again."""
    left: set[asyncio.Task[int]] = {answering, *working}
    while left:
        for task in working:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)


def _code_of(task: "asyncio.Task[int]") -> int:
    """The exit code a half of the process stands for. Its error is a line of the log: a traceback's text may hold data."""
    if task.cancelled():
        return 0
    if error := task.exception():
        log.error("ended_by_itself", error_class=type(error).__name__, where=where(error))
        return 1
    return task.result() or 0


class Server(uvicorn.Server):
    """Signals are ours to handle, the worker ends with the api; and open streams are no requests to wait for."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what would not end by itself, then finish the requests under way."""
        for end in self.config.app.state.before_shutdown:  # type: ignore[union-attr]
            end()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield
