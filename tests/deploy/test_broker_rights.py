"""At the broker each service tells its own facts alone: `deploy/nats/nats.conf`, on a real server."""

import re
import sysconfig
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import nats
import pytest
from nats.errors import Error

from deploy.local.stack import ROOT
from shared.bus.streams import Bus, durable_name, reconcile_durable, reconcile_stream, stream_name
from shared.testing.processes import accepts, free_port, spawn, stop, wait_until
from shared.testing.servers import SERVICES

CONSENT = "partners.consent.recorded.v1"


def producers_of(service: str) -> dict[str, list[str]]:
    """Whom a service listens to, and for what."""
    found: dict[str, list[str]] = import_module(f"services.{service}.consumers").consumers.producers()
    return found


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The broker as it is deployed, but for its port and folder."""
    folder, port = tmp_path_factory.mktemp("broker"), free_port()
    text = (ROOT / "deploy" / "nats" / "nats.conf").read_text()
    text = text.replace("port: 4222", f'host: "127.0.0.1"\nport: {port}').replace('"/data"', f'"{folder / "data"}"')
    (folder / "nats.conf").write_text(re.sub(r"^http:.*$", "", text, flags=re.MULTILINE))
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    passwords = {f"{service.upper()}_NATS_PASSWORD": f'"of-{service}"' for service in SERVICES}
    process = spawn([str(program), "-c", str(folder / "nats.conf")], folder / "server.log", env=passwords)
    try:
        wait_until(lambda: accepts(port), "nats-server")
        yield port
    finally:
        stop(process)


@asynccontextmanager
async def worker_of(service: str, port: int) -> AsyncIterator[Bus]:
    """A service's connection, as its worker makes it."""
    bus = await Bus.connect(f"nats://{service}:of-{service}@127.0.0.1:{port}", f"{service}-worker")
    try:
        yield bus
    finally:
        await bus.close()


@pytest.fixture
async def streams(port: int) -> None:
    """Every service's own."""
    for service in SERVICES:
        async with worker_of(service, port) as bus:
            await reconcile_stream(bus, service)
            await reconcile_stream(bus, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_hears_all_it_listens_to(port: int, streams: None, service: str) -> None:
    for producer, types in producers_of(service).items():
        async with worker_of(producer, port) as speaker, worker_of(service, port) as bus:
            await reconcile_durable(bus, service, producer, types)
            await speaker.stream.publish(types[0], b"{}")
            durable = durable_name(service, producer)
            await bus.stream.consumer_info(stream_name(producer), durable)
            pull = await bus.stream.pull_subscribe_bind(consumer=durable, stream=stream_name(producer))
            (message,) = await pull.fetch(1, timeout=60)
            await message.ack_sync(timeout=60)


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "partners"])
async def test_nobody_tells_what_is_anothers_to_tell(port: int, streams: None, service: str) -> None:
    async with worker_of("partners", port) as owner, worker_of(service, port) as bus:
        before = (await owner.stream.stream_info("PARTNERS")).state.messages
        with pytest.raises(Error):
            await bus.stream.publish(CONSENT, b"{}", timeout=1)
        with pytest.raises(Error):
            await bus.connection.request("$JS.API.STREAM.DELETE.PARTNERS", b"", timeout=1)
        assert (await owner.stream.stream_info("PARTNERS")).state.messages == before


async def test_nobody_comes_in_with_anothers_password(port: int) -> None:
    with pytest.raises(Error):
        await nats.connect(f"nats://partners:of-scheduling@127.0.0.1:{port}", allow_reconnect=False, connect_timeout=60)
