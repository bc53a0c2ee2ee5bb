"""The address is the only key: guessed, revoked and garbled ones lead to the same nothing, and nobody writes it down."""

import asyncio
import base64
import logging
from uuid import UUID

import httpx
import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest

from services.scheduling.views.feeds import rules
from shared import logging as logs
from shared import telemetry
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.web.throttle import Guesses
from tests.scheduling.factories import District
from tests.scheduling.views.feeds.reading import fetched, made, path_of, secret_of


def flipped(secret: str, place: int) -> str:
    """The secret with one bit of its bytes turned."""
    raw = bytearray(base64.urlsafe_b64decode(secret))
    raw[place] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


def at(scheduling: Service, address: str) -> httpx.AsyncClient:
    """A calendar program at an address."""
    transport = httpx.ASGITransport(app=scheduling.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_whatever_is_wrong_with_a_secret_the_answer_is_the_same(district: District, scheduling: Service) -> None:
    feed, revoked = await made(district.oak), await made(district.oak)
    await district.oak.delete(f"/v1/feeds/{revoked['id']}")
    neighbours = await District(scheduling, new_id()).seed()
    theirs, secret = secret_of(await made(neighbours.oak)), secret_of(feed)
    ours, random = base64.urlsafe_b64decode(secret)[:16], base64.urlsafe_b64decode(theirs)[16:]
    wrong = [
        secret_of(revoked),
        rules.new_secret(district.id),
        rules.new_secret(new_id()),
        base64.urlsafe_b64encode(ours + random).decode(),
        *(flipped(secret, place) for place in (0, 15, 16, 47)),
        *(secret[:-1], secret + "A", secret.swapcase(), secret + "=", "x", "%00", "%E2%80%A8", "A" * 64, "0" * 4000),
        *(str(district.id), f"{secret}.ics", "' or 1=1 --", "%252e%252e"),
    ]
    caller = at(scheduling, "10.0.0.1")
    answers = set()
    for guess in wrong:
        for method in ("GET", "HEAD") if guess == wrong[0] else ("GET",):
            reply = await caller.request(method, f"/v1/feeds/{guess}.ics")
            assert reply.status_code == 404, guess
            assert secret not in reply.text
            if method == "GET":
                body = {name: value for name, value in reply.json().items() if name != "correlation_id"}
                headers = {name: value for name, value in reply.headers.items() if name != "x-correlation-id"}
                answers.add((str(body), str(headers)))
    assert len(answers) == 1
    assert (await fetched(scheduling, feed)).status_code == 200


def test_a_secret_carries_its_district_and_256_random_bits(district_id: UUID) -> None:
    secrets = {rules.new_secret(district_id) for _ in range(100)}
    assert len(secrets) == 100
    for secret in secrets:
        assert rules.district_of(secret) == district_id
        assert len(base64.urlsafe_b64decode(secret)) == 16 + 32
        assert len(rules.hash_secret(secret)) == 64


async def test_a_feed_is_found_without_looking_through_districts(district: District, scheduling: Service) -> None:
    await made(district.oak)
    rows = await scheduling.sql("select indexdef from pg_indexes where indexname = 'uq_feeds_secret'")
    assert "UNIQUE" in rows[0]["indexdef"]
    assert "(district_id, secret_hash)" in rows[0]["indexdef"]


async def test_who_guesses_too_often_waits_and_others_do_not(district: District, scheduling: Service) -> None:
    feed = await made(district.oak)
    guesser = at(scheduling, "2001:db8:1:2::1")
    replies = [await guesser.get(f"/v1/feeds/{rules.new_secret(district.id)}.ics") for _ in range(40)]
    assert [reply.status_code for reply in replies[:30]] == [404] * 30
    refused = replies[-1]
    assert_refused(refused, 429, "too_many_guesses")
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    # Of the same household, even with the right one; not of any other.
    assert (await at(scheduling, "2001:db8:1:2:ffff::9").get(path_of(feed))).status_code == 429
    assert (await at(scheduling, "2001:db8:1:3::1").get(path_of(feed))).status_code == 200


async def test_right_ones_are_never_throttled(district: District, scheduling: Service) -> None:
    feed = await made(district.oak)
    caller = at(scheduling, "10.0.0.2")
    replies = await asyncio.gather(*(caller.get(path_of(feed)) for _ in range(60)))
    assert {reply.status_code for reply in replies} == {200}


def test_guesses_come_back_with_time_and_memory_is_bounded() -> None:
    guesses = Guesses(burst=3, seconds=2.0, addresses=2)
    for _ in range(3):
        assert guesses.wait("10.0.0.1", 100.0) == 0
        guesses.wrong("10.0.0.1", 100.0)
    assert guesses.wait("10.0.0.1", 100.0) == 2
    assert guesses.wait("10.0.0.1", 101.0) == 1
    assert guesses.wait("10.0.0.1", 102.0) == 0
    assert guesses.wait("::ffff:10.0.0.1", 100.0) == 2
    assert guesses.wait("10.0.0.1", 50.0) == 2
    assert guesses.wait("no address", 100.0) == 0
    for address in ("10.0.0.2", "10.0.0.3"):
        guesses.wrong(address, 100.0)
    assert guesses.wait("10.0.0.1", 100.0) == 0
    assert len(guesses._spent) == 2


async def test_the_secret_reaches_no_log_no_trace_and_no_metric(
    district: District, scheduling: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = await made(district.oak)
    secret, exporter, provider = secret_of(feed), InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "tracer", provider.get_tracer("test"))

    async def break_down(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    # A logger keeps how it was set up when it was first used: this one is gone with the test.
    monkeypatch.setattr(logs, "log", structlog.get_logger())
    logs.configure("scheduling", "INFO")
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        caller = at(scheduling, "10.0.0.3")
        statuses = [(await caller.get(path)).status_code for path in (path_of(feed), f"/v1/feeds/{secret}")]
        statuses.append((await caller.delete(path_of(feed))).status_code)
        await district.oak.delete(f"/v1/feeds/{feed['id']}")
        statuses.append((await caller.get(path_of(feed))).status_code)
        monkeypatch.setattr("services.scheduling.views.feeds.repository.find", break_down)
        raising = httpx.ASGITransport(app=scheduling.app, client=("10.0.0.3", 1), raise_app_exceptions=False)
        broken = httpx.AsyncClient(transport=raising, base_url="http://test")
        statuses.append((await broken.get(path_of(feed))).status_code)
    finally:
        logging.getLogger().setLevel(logging.WARNING)
        logs.configure("scheduling", "ERROR")
    assert statuses == [200, 404, 405, 404, 500]
    spans = [span.to_json() for span in exporter.get_finished_spans()]
    printed = capsys.readouterr()
    assert any("GET /v1/feeds/{secret}.ics" in span for span in spans)
    assert '"route":"/v1/feeds/{secret}.ics"' in printed.err
    for written in (*spans, printed.err, printed.out, generate_latest().decode()):
        assert secret not in written
        assert secret[22:] not in written
