"""What leaves this machine is encrypted, or nothing is said: neither a password nor a row to whoever answers in clear."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import ValidationError
from sqlalchemy import text

from shared import tls
from shared.bus.streams import BrokerNotEncrypted, Bus, _Encrypted
from shared.db.engine import Database
from shared.settings import Settings
from shared.testing.processes import free_port
from tests.shared.certificates import self_signed

HERE = "postgresql://u:secret@127.0.0.1:5432/x"
AWAY = "postgresql://u:secret@db.example:5432/x"


def settings(**changed: Any) -> Settings:
    """Settings of somebody whose database is here."""
    return Settings(**{"service": "partners", "database_url": HERE, **changed})


@pytest.mark.parametrize(
    "url",
    [
        HERE,
        "postgresql://u@localhost/x",
        "postgresql://u@[::1]:5432/x",
        "postgresql:///x?host=/var/run/postgresql",
        f"{HERE}?sslmode=disable",
        f"{AWAY}?sslmode=verify-full&sslrootcert=/ca.pem",
        f"{AWAY}?sslmode=require",
    ],
)
def test_what_stays_here_or_says_how_it_is_encrypted_is_as_it_was(url: str) -> None:
    assert settings(database_url=url).database_url == url


def test_a_database_elsewhere_is_encrypted_and_its_certificate_checked() -> None:
    found = settings(database_url=AWAY, owner_database_url=AWAY, tls_ca_file="/etc/ca.pem")
    assert found.database_url == found.owner_database_url == f"{AWAY}?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    with_query = settings(database_url=f"{AWAY}?application_name=x").database_url
    assert with_query.startswith(f"{AWAY}?application_name=x&sslmode=verify-full&sslrootcert=/")
    several = settings(database_url="postgresql://u@127.0.0.1:1,db.example:2/x", tls_ca_file="/ca.pem").database_url
    assert several.endswith("sslmode=verify-full&sslrootcert=/ca.pem")
    named = settings(database_url=AWAY, plain_allowed="mail, DB.example")
    assert named.database_url == AWAY


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_nobody_turns_encryption_off_in_an_address(mode: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(database_url=f"{AWAY}?sslmode={mode}")
    assert "PLAIN_ALLOWED" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert settings(database_url=f"{AWAY}?sslmode={mode}", plain_allowed="db.example")


@pytest.mark.parametrize(
    ("name", "address"),
    [("nats_url", "http://u:secret@x"), ("smtp_url", "smtp+tls://u:secret@x"), ("smtp_url", "mail")],
)
def test_an_address_begins_with_a_scheme_we_know(name: str, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{name: address})
    assert "secret" not in str(refused.value)


def test_keys_are_read_where_nobody_can_change_them() -> None:
    for address in ("http://127.0.0.1:1", "http://localhost:1", "https://partners.example"):
        assert settings(issuer=address).keys_url.startswith(address)
    with pytest.raises(ValidationError):
        settings(issuer="http://partners.example")
    with pytest.raises(ValidationError):
        settings(issuer="https://partners.example", jwks_url="http://partners-api:8000/jwks.json")
    assert settings(issuer="http://partners.example", jwks_url="https://inside.example/jwks.json")
    assert settings(jwks_url="http://partners-api:8000/jwks.json", plain_allowed="partners-api")


@pytest.mark.parametrize(
    ("url", "plain", "is_encrypted"),
    [
        ("nats://127.0.0.1:4222", "", False),
        ("nats://u:p@nats:4222", "", True),
        ("nats://u:p@nats:4222", "postgres,nats", False),
        ("tls://127.0.0.1:4222", "", True),
    ],
)
def test_a_broker_elsewhere_is_encrypted(url: str, plain: str, is_encrypted: bool) -> None:
    assert (settings(nats_url=url, plain_allowed=plain).broker_tls is not None) == is_encrypted


@asynccontextmanager
async def listening(answer: Callable[[bytes], bytes], greeting: bytes = b"") -> AsyncIterator[tuple[int, bytearray]]:
    """(port, what was heard) of somebody who stands in between and offers no encryption."""
    heard = bytearray()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while block := await reader.read(4_096):
            heard.extend(block)
            writer.write(answer(block))
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


async def test_a_database_that_offers_no_encryption_is_told_nothing(tmp_path: Path) -> None:
    certificate, _ = self_signed(tmp_path)
    async with listening(lambda _: b"N") as (port, heard):
        url = f"postgresql://throughline:secret@127.0.0.1:{port}/x?sslmode=verify-full&sslrootcert={certificate}"
        db = Database(url, pool_size=1)

        async def by_reader() -> None:
            await db.ping()

        async def by_writer() -> None:
            async with db.engine.connect() as connection:
                await connection.execute(text("select 1"))

        for way in (by_reader, by_writer, lambda: asyncpg.connect(url)):
            heard.clear()
            with pytest.raises(ConnectionError):
                await way()
            # The wish for encryption (eight bytes), and nothing after it was refused.
            assert bytes(heard) == b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
        await db.close()


INFO = json.dumps({"server_id": "x", "version": "2.15.0", "max_payload": 1_000_000, "auth_required": True})


async def test_a_broker_that_offers_no_encryption_is_told_nothing() -> None:
    async with listening(lambda _: b"", f"INFO {INFO}\r\n".encode()) as (port, heard):
        client = _Encrypted()
        with pytest.raises(BrokerNotEncrypted):
            await client.connect(f"nats://u:secret@127.0.0.1:{port}", allow_reconnect=False, tls=tls.context())
        assert bytes(heard) == b""


async def test_a_broker_with_a_certificate_is_spoken_to(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate, key)
    info = json.dumps({**json.loads(INFO), "tls_required": True})
    heard = bytearray()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"INFO {info}\r\n".encode())
        await writer.drain()
        await writer.start_tls(server_side)
        while block := await reader.read(4_096):
            heard.extend(block)
            if b"PING" in block:
                writer.write(b"PONG\r\n")

    server = await asyncio.start_server(talk, "127.0.0.1", free_port())
    port = server.sockets[0].getsockname()[1]
    bus = await Bus.connect(f"tls://u:secret@127.0.0.1:{port}", "test", tls.context(str(certificate)))
    assert b'"pass":"secret"' in bytes(heard).replace(b" ", b"") or b"CONNECT" in heard
    await bus.close()
    server.close()
