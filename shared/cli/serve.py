"""One service as one process: its api, its worker, or both."""

import asyncio
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import uvicorn
import uvloop

from shared.logging import configure, log
from shared.settings import Settings
from shared.web.app import create_health_app

#: Sockets and files a process may hold; the usual soft limit of 1,024 is fewer than the streams it keeps open.
MOST_FILES = 65_536


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
    # A worker alone answers for its health and metrics at the same port.
    build = create_health_app if only == "worker" else import_module(f"services.{settings.service}.app").build
    server = Server(
        uvicorn.Config(
            build(settings),
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            forwarded_allow_ips=settings.gateway_ips,
            timeout_graceful_shutdown=10,
        )
    )
    running = [asyncio.create_task(server.serve())]
    if only in ("", "worker"):
        work = import_module(f"services.{settings.service}.worker").work
        running.append(asyncio.create_task(work(settings)))
    log.info("started", phase=only or "api and worker", port=settings.port)
    waiting = asyncio.create_task(ended.wait())
    done, _ = await asyncio.wait([waiting, *running], return_when=asyncio.FIRST_COMPLETED)
    log.info("ending")
    server.should_exit = True
    for task in running[1:]:
        task.cancel()
    results = await asyncio.gather(*running, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
    if waiting not in done:
        raise SystemExit(1)


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
