"""An address somebody else chose leads outside, to a small JSON object, soon; or nowhere."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.errors import OutsideFailed, OutsideRefused, OutsideUnreachable
from shared.settings import Settings
from shared.testing.databases import PATIENCE
from shared.web import egress
from shared.web.egress import Outside, is_public
from tests.shared.misbehaving import BOMB, Reply, endless, fifty_megabytes, misbehaving, says, silent, slow_drip

LOOPBACK = (ip_network("127.0.0.0/8"),)
PRIVATE = [
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8", "100.64.0.0/10"),
    *("192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"),
    *("240.0.0.0/4", "255.255.255.255/32", "192.88.99.0/24"),
]
PRIVATE_6 = [
    *("::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "fc00::/7", "fe80::/10"),
    *("ff00::/8", "2001::/32", "2001:db8::/32", "2002::/16", "3fff::/20", "fec0::/10", "::/96"),
]


def within(networks: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    """Any address of any of the networks."""
    return st.sampled_from([ip_network(text) for text in networks]).flatmap(
        lambda network: st.integers(0, network.num_addresses - 1).map(lambda place: network[place])
    )


@given(within(PRIVATE + PRIVATE_6))
def test_no_address_inside_is_public(address: Any) -> None:
    assert not is_public(address)


@given(within(PRIVATE))
def test_wrapping_an_inside_address_does_not_help(address: IPv4Address) -> None:
    packed = int(address)
    for wrapped in (
        (0xFFFF << 32) | packed,
        (0x64FF9B << 96) | packed,
        (0x2002 << 112) | (packed << 80),
        (0x20010000 << 96) | (packed ^ 0xFFFFFFFF),
    ):
        assert not is_public(IPv6Address(wrapped))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_what_is_public_is_in_none_of_the_private_networks(address: IPv4Address) -> None:
    inside = any(address in IPv4Network(network) for network in PRIVATE)
    # IANA's list of special addresses is a bit longer than ours; never shorter.
    assert not (inside and is_public(address))


@pytest.mark.parametrize("text", ["8.8.8.8", "142.250.185.77", "2a00:1450:4001:80b::200d", "2001:4860:4860::8888"])
def test_the_public_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_private_networks_are_networks() -> None:
    base = {"service": "partners", "database_url": "postgresql://nowhere/none"}
    settings = Settings(**base, outside_private_allowed="10.2.0.0/16, fd00::/8")
    assert settings.private_networks == (IPv4Network("10.2.0.0/16"), IPv6Network("fd00::/8"))
    with pytest.raises(ValidationError):
        Settings(**base, outside_private_allowed="10.2.0.1/16")


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"),
        *("https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://169.254.169.254/latest/meta-data"),
        *("https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://0/"),
        *("https://10.0.0.5/", "https://192.168.1.1/", "https://[fd00::1]/", "https://[fe80::1]/"),
        *("https://user:password@8.8.8.8/", "https://127.0.0.1:443@8.8.8.8/", "https://8.8.8.8/#x", "ftp://8.8.8.8/"),
        *("file:///etc/passwd", "gopher://8.8.8.8/", "//8.8.8.8/", "8.8.8.8", "", "https://", "https:///x"),
        *("http://8.8.8.8/", "https://8.8.8.8:22/", "https://8.8.8.8:6379/", "https://8.8.8.8\\@127.0.0.1/"),
        *("https://8.8.8.8/\r\nHost: x", "https://８.8.8.8/", "https://8.8.8.8/" + "x" * 2000),
        *("https://[::1", "https://xn--zz.org/", "https://xn--/"),
    ],
)
async def test_an_address_that_leads_inside_or_is_none_is_refused(address: str) -> None:
    with pytest.raises(OutsideFailed) as refused:
        await Outside().check(address)
    assert refused.value.code == "outside_address_refused"


async def test_one_inside_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(host: str, port: int) -> list[Any]:
        return [ip_address("8.8.8.8"), ip_address("10.0.0.5")]

    monkeypatch.setattr(egress, "resolve", both)
    with pytest.raises(OutsideRefused):
        await Outside().check("https://login.example.org/")


async def test_a_name_that_is_none_is_not_reached() -> None:
    with pytest.raises(OutsideUnreachable):
        await Outside().check("https://nobody.invalid/")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (says(b"<html>"), "outside_garbage"),
        (says(b"\xff\xfe\x00"), "outside_garbage"),
        (says(b"[1]"), "outside_garbage"),
        (says(b""), "outside_garbage"),
        (says(b"[" * 900_000), "outside_garbage"),
        (says(b"{}", status="500 Oh"), "outside_status"),
        (says(b"oh", status="404 No"), "outside_status"),
        (says(b"", "location: http://169.254.169.254/", status="302 Found"), "outside_redirects"),
        (says(b"", "location: /elsewhere", status="308 Permanent"), "outside_redirects"),
        (says(b"{}", status="304 Same"), "outside_redirects"),
        (BOMB, "outside_garbage"),
        (fifty_megabytes, "outside_too_large"),
        (endless, "outside_too_large"),
        (slow_drip, "outside_too_slow"),
        (silent, "outside_too_slow"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", "x"),
)
async def test_a_server_that_misbehaves_is_refused_by_name(reply: Reply, code: str) -> None:
    async with misbehaving(reply) as port:
        with pytest.raises(OutsideFailed) as refused:
            await Outside(LOOPBACK, seconds=1 if code == "outside_too_slow" else PATIENCE).read(
                f"http://127.0.0.1:{port}/"
            )
    assert refused.value.code == code


async def test_who_answers_no_http_or_nothing_is_not_reached() -> None:
    async def garbage(writer: Any) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n")

    async with misbehaving(garbage) as port:
        with pytest.raises(OutsideUnreachable):
            await Outside(LOOPBACK).read(f"http://127.0.0.1:{port}/")
    with pytest.raises(OutsideUnreachable):
        await Outside(LOOPBACK).read(f"http://127.0.0.1:{port}/")


async def test_an_answer_that_behaves_is_read() -> None:
    async with misbehaving(says(b'{"issuer": "x"}')) as port:
        assert await Outside(LOOPBACK).read(f"http://127.0.0.1:{port}/") == {"issuer": "x"}


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with misbehaving(says(b"{}")) as port:
        assert await Outside(LOOPBACK).read(f"http://127.0.0.1:{port}/") == {}


async def test_a_form_is_answered_with_its_status() -> None:
    async with misbehaving(says(b'{"error": "invalid_grant"}', status="400 Bad")) as port:
        answer = await Outside(LOOPBACK).post(f"http://127.0.0.1:{port}/", {"code": "x"})
    assert (answer.status, answer.body) == (400, {"error": "invalid_grant"})


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS with a certificate for `host`, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode())


@pytest.mark.parametrize(("host", "gets"), [("login.oak.test", True), ("elsewhere.test", False)])
async def test_the_certificate_is_held_against_the_name_though_we_go_to_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, gets: bool
) -> None:
    """The name is resolved once; what it means a moment later does not matter: DNS rebinding gains nothing."""
    asked: list[str] = []

    async def once(name: str, port: int) -> list[Any]:
        asked.append(name)
        return [ip_address("127.0.0.1")]

    monkeypatch.setattr(egress, "resolve", once)
    server, client = certificate(tmp_path, "login.oak.test")
    async with misbehaving(says(b"{}"), tls=server) as port:
        reading = Outside(LOOPBACK, trust=client).read(f"https://{host}:{port}/")
        if gets:
            assert await reading == {}
        else:
            with pytest.raises(OutsideUnreachable):
                await reading
    assert asked == [host]


async def test_somebody_without_a_trusted_certificate_is_not_believed(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path, "localhost")
    async with misbehaving(says(b"{}"), tls=server) as port:
        with pytest.raises(OutsideUnreachable):
            await Outside(LOOPBACK).read(f"https://127.0.0.1:{port}/")
