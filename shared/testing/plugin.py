"""pytest plugin: one PostgreSQL for the run, cloned databases and a broker of its own per worker process.

Tests commit for real and stand apart by district: each makes its own.
"""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from shared.ids import new_id
from shared.logging import configure
from shared.testing.calls import Service
from shared.testing.databases import clone, migrate_templates
from shared.testing.failures import Failed, sentence
from shared.testing.ids import mistaken_ids
from shared.testing.servers import Broker, Postgres

PORT = "THROUGHLINE_TEST_POSTGRES_PORT"
LOCAL = Path(__file__).parents[2] / ".local"


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts PostgreSQL and migrates the templates before any worker starts, unless it was given one."""
    if hasattr(config, "workerinput") or config.option.collectonly or PORT in os.environ:
        return
    folder = LOCAL / f"test-{os.getpid()}"
    try:
        server = Postgres.start(folder / "postgres", durable=False)
    except (Failed, OSError) as error:
        raise pytest.UsageError(sentence(error)) from error
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(server.stop)
    migrate_templates(server)
    os.environ[PORT] = str(server.port)


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Lines as services write them, from the first: a logger that was used once keeps the form it had then."""
    configure("tests", "ERROR")


@pytest.fixture(scope="session")
def local_folder(worker_id: str) -> Iterator[Path]:
    """A folder of this worker process's own, gone afterwards."""
    folder = LOCAL / f"test-worker-{os.getpid()}-{worker_id}"
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def environment(worker_id: str, local_folder: Path) -> dict[str, str]:
    """Settings of four databases and a folder for files of this worker process's own."""
    server = Postgres(LOCAL, int(os.environ[PORT]), None)  # type: ignore[arg-type]
    return {**clone(server, f"{worker_id}_{os.getpid()}_"), "FILES_DIR": str(local_folder / "files")}


@pytest.fixture(scope="session")
def broker(local_folder: Path) -> Iterator[Broker]:
    """A nats-server of this worker process's own."""
    server = Broker.start(local_folder / "nats")
    yield server
    server.stop()


@pytest.fixture
def district_id() -> UUID:
    """A district nobody else uses."""
    return new_id()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service_of(environment: dict[str, str]) -> AsyncIterator[Callable[[str], Service]]:
    """A service by its name, built once for each worker process."""
    built: dict[str, Service] = {}

    def find(name: str) -> Service:
        if name not in built:
            built[name] = Service.build(name, environment)
        return built[name]

    yield find
    mistaken = {name: await mistaken_ids(service.sql) for name, service in built.items()}
    for service in built.values():
        await service.close()
    assert not any(mistaken.values()), f"events that give the id of one thing for another's: {mistaken}"


@pytest.fixture(scope="session")
def partners(service_of: Callable[[str], Service]) -> Service:
    """The partners service."""
    return service_of("partners")


@pytest.fixture(scope="session")
def scheduling(service_of: Callable[[str], Service]) -> Service:
    """The scheduling service."""
    return service_of("scheduling")


@pytest.fixture(scope="session")
def assessment(service_of: Callable[[str], Service]) -> Service:
    """The assessment service."""
    return service_of("assessment")


@pytest.fixture(scope="session")
def notifications(service_of: Callable[[str], Service]) -> Service:
    """The notifications service."""
    return service_of("notifications")
