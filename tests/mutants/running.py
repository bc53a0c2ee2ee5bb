"""Runs tests in forks of a process that has the heavy libraries imported and nothing of ours.

A fork has so many seconds of the processor, and is ended when it stands still: the clock on the wall tells of the machine.
"""

import contextlib
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from shared.testing.servers import SERVICES, Postgres
from tests.mutants.mutant import ROOT

HEAVY = (
    *("pytest", "_pytest.assertion.rewrite", "pytest_asyncio", "xdist", "hypothesis", "fastapi", "uvicorn", "httpx"),
    *(
        "sqlalchemy",
        "sqlalchemy.ext.asyncio",
        "sqlalchemy.dialects.postgresql",
        "asyncpg",
        "nats",
        "pydantic",
        "alembic",
    ),
    *(
        "jinja2",
        "joserfc.jwt",
        "orjson",
        "structlog",
        "icalendar",
        "prometheus_client",
        "cryptography",
        "typer",
        "yaml",
    ),
    *("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http.trace_exporter", "scim2_models", "aiosmtpd"),
    *("hypothesis.strategies", "sqlalchemy.orm", "fastapi.testclient", "uvloop", "aiosmtplib"),
)
FOLDER = ROOT / ".local" / "mutants"
PORT = "THROUGHLINE_TEST_POSTGRES_PORT"
#: A fork that has used less than this of the processor in so long is waiting for something that will not come.
STILL_SECONDS, STILL_SPAN = 0.4, 60


@dataclass
class Work:
    """What a fork does in its folder, and how many seconds of the processor it may take."""

    do: Callable[[Path], int]
    seconds: int


@dataclass
class Ended:
    """How a fork ended: pytest's exit status, or none when it hung and was stopped; what it printed, and used."""

    status: int | None
    output: str
    seconds: float


@dataclass
class _Running:
    pid: int
    folder: Path
    last_seen: float = field(default_factory=time.monotonic)
    last_used: float = 0


def preload() -> None:
    """Import what every fork needs and no mistake is made in."""
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            import_module(name)


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL with migrated templates for all forks: the one we were given, or our own."""
    if port := os.environ.get(PORT):
        yield Postgres(FOLDER, int(port), None)  # type: ignore[arg-type]
        return
    folder = FOLDER / f"server-{os.getpid()}"
    server = Postgres.start(folder / "postgres", durable=False)
    try:
        child = os.fork()
        if not child:
            from shared.testing.databases import migrate_templates

            migrate_templates(server)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise RuntimeError("The templates could not be migrated.")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run_all(works: Iterable[Work], server: Postgres, jobs: int) -> Iterator[tuple[int, Ended]]:
    """Do each work in a fork of its own, in a folder of its own, some at once; yields the place of each as it ends."""
    waiting = enumerate(works)
    running: dict[int, tuple[int, _Running]] = {}
    try:
        yield from _in_turn(waiting, running, server, jobs)
    finally:
        for _, left in running.values():
            _forget(left, server)


def _in_turn(
    waiting: Iterator[tuple[int, Work]], running: dict[int, tuple[int, _Running]], server: Postgres, jobs: int
) -> Iterator[tuple[int, Ended]]:
    while True:
        while len(running) < jobs and (following := next(waiting, None)):
            place, work = following
            started = _fork(work, server)
            running[started.pid] = place, started
        if not running:
            return
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid in running:
            place, ended = running.pop(pid)
            stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU)
            used = usage.ru_utime + usage.ru_stime
            output = (ended.folder / "output").read_text(errors="replace")
            _forget(ended, server)
            yield (
                place,
                Ended(None if stopped else os.waitstatus_to_exitcode(status), output, used),
            )
            continue
        for _, one in running.values():
            _end_if_still(one)
        time.sleep(0.05)


def _fork(work: Work, server: Postgres) -> _Running:
    sys.stdout.flush()
    pid = os.fork()
    folder = FOLDER / f"fork-{pid or os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    if pid:
        return _Running(pid, folder)
    try:
        os.setpgid(0, 0)
        sink = os.open(folder / "output", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (work.seconds, work.seconds))
        os.environ[PORT] = str(server.port)
        status = work.do(folder)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        os.write(2, repr(error).encode())
        status = 70
    os._exit(status)


def _end_if_still(one: _Running) -> None:
    if time.monotonic() - one.last_seen < STILL_SPAN:
        return
    used = sum(map(int, Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split()[11:15])) / os.sysconf(
        "SC_CLK_TCK"
    )
    if used - one.last_used < STILL_SECONDS:
        os.kill(one.pid, signal.SIGKILL)
    one.last_seen, one.last_used = time.monotonic(), used


def _forget(one: _Running, server: Postgres) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(one.pid, signal.SIGKILL)
    names = [f"master_{one.pid}_{service}" for service in SERVICES]
    server.psql(*(part for name in names for part in ("-c", f"drop database if exists {name} with (force)")))
    shutil.rmtree(one.folder, ignore_errors=True)
    for left in (ROOT / ".local").glob(f"test-worker-{one.pid}-*"):
        shutil.rmtree(left, ignore_errors=True)
