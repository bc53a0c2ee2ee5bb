"""The connection to NATS, and the streams and durables reconciled with what the code declares."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.logging import log

OLDEST_BROKER = (2, 12)
DAYS_ON_THE_WIRE = 14
STREAM_BYTES = 4 << 30
DUPLICATE_WINDOW_SECONDS = 300
ACK_WAIT_SECONDS = 60
IN_FLIGHT = 5_000
# Our own schedule decides when an event is dead; the broker's count only stands behind it.
MAX_DELIVER = 1_000


class BrokerTooOld(RuntimeError):
    """The broker lacks what durable delivery needs."""


class BrokerNotEncrypted(Error):
    """The broker offers no encryption where it is needed; it was told nothing, and is tried again like one that is away."""


class _Encrypted(Client):
    """The library encrypts when the broker says so in its first line, which somebody in between can change."""

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        if initial_connection and not info.get("tls_required"):
            raise BrokerNotEncrypted("it does not require TLS")
        await super()._process_info(info, initial_connection)


@dataclass
class Bus:
    """A live connection with its JetStream context."""

    connection: Client
    stream: JetStreamContext
    #: Set when the client has closed for good: after most errors a server tells it, it does not connect again.
    lost: asyncio.Event

    @classmethod
    async def connect(cls, url: str, name: str, tls: ssl.SSLContext | None = None) -> "Bus":
        """Connect and keep reconnecting until `lost`. With `tls` nothing is said before the connection is encrypted by it.

        Raises `BrokerTooOld`, `BrokerNotEncrypted`.
        """
        lost = asyncio.Event()

        async def closed() -> None:
            lost.set()

        connection = Client() if tls is None else _Encrypted()
        await connection.connect(
            url,
            name=name,
            tls=tls,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,  # type: ignore[arg-type]  # it only sleeps so long
            allow_reconnect=True,
            pending_size=64 << 20,
            error_cb=_on_error,
            closed_cb=closed,
            # Of its own, so that the broker can let each service hear its own replies alone.
            inbox_prefix=f"_INBOX.{name}",
        )
        version = connection.connected_server_version
        if (version.major, version.minor) < OLDEST_BROKER:
            await connection.close()
            raise BrokerTooOld(f"nats-server {version.major}.{version.minor} is older than 2.12")
        return cls(connection, connection.jetstream(publish_async_max_pending=4_000), lost)

    async def close(self) -> None:
        """Close without waiting for what is in flight: it will be sent again."""
        await self.connection.close()


async def _on_error(error: Exception) -> None:
    log.warning("broker_connection", error_class=type(error).__name__)


def stream_name(service: str) -> str:
    """The stream a service publishes into."""
    return service.upper()


def durable_name(consumer: str, producer: str) -> str:
    """The durable by which one service reads another's stream."""
    return f"{consumer}-from-{producer}"


async def reconcile_stream(bus: Bus, service: str) -> bool:
    """Make the service's stream as declared here. True when it was not there: the outbox must then fill it again."""
    wanted = StreamConfig(
        name=stream_name(service),
        subjects=[f"{service}.>"],
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        max_age=DAYS_ON_THE_WIRE * 86_400,
        max_bytes=STREAM_BYTES,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
    )
    try:
        await bus.stream.stream_info(stream_name(service))
    except NotFoundError:
        await bus.stream.add_stream(wanted)
        return True
    await bus.stream.update_stream(wanted)
    return False


async def reconcile_durable(bus: Bus, consumer: str, producer: str, types: list[str]) -> None:
    """Make the durable as declared here; it filters on exactly the event types the consumer handles."""
    await bus.stream.add_consumer(
        stream_name(producer),
        ConsumerConfig(
            durable_name=durable_name(consumer, producer),
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=MAX_DELIVER,
            max_ack_pending=IN_FLIGHT,
            filter_subjects=sorted(types),
        ),
    )
