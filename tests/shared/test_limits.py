"""How much one caller may ask, and which front ends a browser may show replies to."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.testing.servers import SERVICES
from shared.web import cors
from shared.web.limits import WINDOW_SECONDS, Limits
from shared.web.throttle import Guesses

LISTS = {
    "partners": "/v1/schools",
    "scheduling": "/v1/plans",
    "assessment": "/v1/students",
    "notifications": "/v1/messages",
}
ORIGIN = "https://plans.district.example"


@example([0.0] * 30, 3)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 20))
def test_nobody_gets_more_than_a_full_bucket_and_what_flows_in(pauses: list[float], quota: int) -> None:
    limits, now, taken = Limits({"client": quota}), 0.0, 0
    for pause in pauses:
        now += pause
        allowance = limits.take("client", "me", now)
        taken += not allowance.refused
        assert taken <= quota + now * quota / WINDOW_SECONDS + 1e-6
        assert 0 <= allowance.remaining <= quota
        if allowance.refused:
            later = limits.take("client", "me", now + allowance.seconds)
            assert not later.refused, "who waits as long as told is served"
            taken, now = taken + 1, now + allowance.seconds


def test_callers_do_not_share_a_bucket_and_the_longest_quiet_is_forgotten() -> None:
    limits = Limits({"client": 1}, callers=2)
    assert not limits.take("client", "a", 0).refused
    assert limits.take("client", "a", 0.1).refused
    assert not limits.take("client", "b", 0.2).refused
    assert not limits.take("client", "c", 0.3).refused
    assert not limits.take("client", "a", 0.4).refused, "a was forgotten"


@pytest.fixture
def tight(service_of: Callable[[str], Service]) -> Iterator[Callable[[str], Service]]:
    """A service where a person has three calls a minute."""
    changed: list[tuple[Service, Limits]] = []

    def tighten(name: str) -> Service:
        service = service_of(name)
        changed.append((service, service.app.state.limits))
        service.app.state.limits = Limits({"person": 3, "client": 1000})
        return service

    yield tighten
    for service, limits in changed:
        service.app.state.limits = limits


@pytest.mark.parametrize("name", SERVICES)
async def test_who_asks_too_often_waits_and_others_do_not(
    tight: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service, person = tight(name), new_id()
    roles = ("data_manager", None), ("district_coordinator", None)
    caller = service.person(district_id, person, *roles)
    replies = [await caller.get(LISTS[name]) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[0].headers["ratelimit-policy"] == '"person";q=3;w=60'
    assert replies[0].headers["ratelimit"].startswith('"person";r=2;t=')
    assert replies[3].json()["code"] == "too_many_calls"
    assert replies[3].headers["ratelimit"].startswith('"person";r=0;t=')
    assert 1 <= int(replies[3].headers["retry-after"]) <= 20
    assert (await service.person(district_id, new_id(), *roles).get(LISTS[name])).status_code == 200
    # Not a list, and so not through the lane: the same bucket.
    reply = await caller.get(f"{LISTS[name]}/{new_id()}")
    assert_refused(reply, 429, "too_many_calls")


async def test_an_address_that_sends_tokens_that_are_none_waits(scheduling: Service, district_id: UUID) -> None:
    kept = scheduling.app.state.failed_tokens
    scheduling.app.state.failed_tokens = Guesses(burst=3, seconds=60)
    colleague = scheduling.caller(token(district_id, ["plans:read"]))
    assert (await colleague.get("/v1/plans")).status_code == 200
    try:
        replies = [await scheduling.caller(f"no.token.{n}").get("/v1/plans") for n in range(4)]
        assert [reply.status_code for reply in replies] == [401, 401, 401, 429]
        assert int(replies[3].headers["retry-after"]) > 0
        assert (await colleague.get("/v1/plans")).status_code == 200, "the neighbour's token is known"
    finally:
        scheduling.app.state.failed_tokens = kept
    assert (await scheduling.caller(token(district_id, ["plans:read"])).get("/v1/plans")).status_code == 200


async def register(service: Service, district_id: UUID, origins: list[str], version: int = 1) -> UUID:
    """A district's front end, as each service knows it."""
    application_id = UUID(int=district_id.int ^ 7)
    if service.name == "partners":
        async with work_for(service.app.state.db, service.settings, district_id) as ctx:
            await cors.record(ctx, application_id, origins, version)
    else:
        fact = {"application_id": application_id, "origins": origins, "active": bool(origins), "version": version}
        await service.receive(district_id, ("partners.application.recorded.v1", fact))
    return application_id


@pytest.mark.parametrize("name", SERVICES)
async def test_a_registered_front_end_is_let_in_and_no_other(
    service_of: Callable[[str], Service], name: str, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cors, "FRESH_SECONDS", 0.0)
    service, origin = service_of(name), f"https://{district_id}.example"
    await register(service, district_id, [origin])
    asks = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}
    preflight = await service.caller().options(LISTS[name], headers={"Origin": origin, **asks})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == origin
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert {"authorization", "if-match", "idempotency-key"} <= set(
        preflight.headers["access-control-allow-headers"].split(", ")
    )
    reply = await service.machine(district_id).get(LISTS[name], headers={"Origin": origin})
    assert reply.headers["access-control-allow-origin"] == origin
    assert "ratelimit" in reply.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in reply.headers
    assert reply.headers["vary"] == "Origin"
    for stranger in (origin + ".evil.example", "null", origin.upper(), origin + ":8443", "http" + origin[5:], "*"):
        refused = await service.caller().options(LISTS[name], headers={"Origin": stranger, **asks})
        assert "access-control-allow-origin" not in refused.headers, stranger
        assert refused.status_code == 405
    await register(service, district_id, [], version=2)
    gone = await service.machine(district_id).get(LISTS[name], headers={"Origin": origin})
    assert "access-control-allow-origin" not in gone.headers
    await register(service, district_id, [origin], version=1)
    late = await service.machine(district_id).get(LISTS[name], headers={"Origin": origin})
    assert "access-control-allow-origin" not in late.headers, "an older word changes nothing"


@pytest.mark.parametrize("name", SERVICES)
async def test_every_reply_carries_the_security_headers(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    for reply in (
        await service.machine(district_id).get(LISTS[name]),
        await service.caller().get(LISTS[name]),
        await service.caller().get("/nowhere"),
        await service.caller().get("/livez"),
    ):
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["cross-origin-resource-policy"] == "same-site"
        assert "server" not in reply.headers
