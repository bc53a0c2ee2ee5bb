"""Access that ended: its tokens are refused in every service, and nobody else's."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jwt

from services.partners.revocation.ended_access.service import end_access
from shared import clock
from shared.auth import ended
from shared.auth.ended import Holder
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import KEY, Service, sign, token
from shared.testing.servers import SERVICES

LISTS = {
    "partners": "/v1/schools",
    "scheduling": "/v1/plans",
    "assessment": "/v1/students",
    "notifications": "/v1/messages",
}


def fact(holder: Holder, holder_id: Any, ended_at: datetime | None = None) -> tuple[str, dict[str, Any]]:
    """The event that says so."""
    data = {"holder": holder, "holder_id": str(holder_id), "ended_at": ended_at or clock.now(), "reason": "test"}
    return "partners.access.ended.v1", data


async def status(service: Service, bearer: str) -> int:
    """What a list answers, read anew."""
    service.app.state.verifier.ended._read_at = float("-inf")
    return (await service.caller(bearer).get(LISTS[service.name])).status_code


@pytest.mark.parametrize("name", SERVICES)
async def test_a_token_of_whom_access_ended_is_refused(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service, person = service_of(name), new_id()
    roles = [("district_coordinator", None), ("data_manager", None)]
    bearer = token(district_id, service.scopes, person_id=person, roles=roles)
    other = token(district_id, service.scopes, person_id=new_id(), roles=roles)
    assert [await status(service, one) for one in (bearer, other)] == [200, 200]
    await end(service, district_id, "person", person)
    assert [await status(service, one) for one in (bearer, other)] == [401, 200]
    reply = await service.caller(bearer).get(LISTS[name])
    assert reply.json()["code"] == "token_invalid"
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    await asyncio.sleep(0.002)
    assert await status(service, token(district_id, service.scopes, person_id=person, roles=roles)) == 200


async def end(service: Service, district_id: UUID, holder: Holder, holder_id: Any) -> None:
    """Partners ends it itself; the others are told."""
    if service.name == "partners":
        async with work_for(service.app.state.db, service.settings, district_id) as ctx:
            await end_access(ctx, holder, holder_id, "test")
        (told,) = await service.published(district_id, "partners.access.ended.v1")
        assert (told["data"]["holder"], told["data"]["holder_id"]) == (holder, str(holder_id))
    else:
        await service.receive(district_id, fact(holder, holder_id))


async def test_clients_sessions_and_single_tokens_end_alike(scheduling: Service, district_id: UUID) -> None:
    now = datetime.now(UTC)
    client, session, jti = new_id(), new_id(), new_id()
    facts: list[tuple[Holder, UUID, dict[str, str]]] = [
        ("client", client, {"sub": f"client:{client}", "client_id": str(client)}),
        ("session", session, {"sid": str(session)}),
        ("token", jti, {"jti": str(jti)}),
    ]
    for holder, holder_id, claims in facts:
        bearer = sign(
            {
                **{"iss": "http://partners.test", "aud": "throughline", "sub": f"client:{new_id()}"},
                **{"district_id": str(district_id), "scope": "plans:read", "jti": str(new_id()), "roles": []},
                **{"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp()), **claims},
            }
        )
        assert await status(scheduling, bearer) == 200
        await scheduling.receive(district_id, fact(holder, holder_id))
        assert await status(scheduling, bearer) == 401, holder
    assert len(facts) == 3


async def test_an_older_word_never_shortens_a_newer_one(scheduling: Service, district_id: UUID) -> None:
    person, now = new_id(), clock.now()
    bearer = token(district_id, scheduling.scopes, person_id=person, roles=[("executive_leader", None)])
    await scheduling.receive(district_id, fact("person", person, now + timedelta(seconds=2)))
    await scheduling.receive(district_id, fact("person", person, now - timedelta(hours=1)))
    assert await status(scheduling, bearer) == 401


async def test_what_no_living_token_is_meant_by_is_forgotten(scheduling: Service, district_id: UUID) -> None:
    await scheduling.receive(district_id, fact("person", new_id()))
    count = "select count(*) from ended_access where district_id = $1"
    await ended.purge(scheduling.app.state.db)
    assert (await scheduling.sql(count, district_id))[0][0] == 1
    await scheduling.sql(
        "update ended_access set noted_at = noted_at - interval '2 hours' where district_id = $1", district_id
    )
    await ended.purge(scheduling.app.state.db)
    assert (await scheduling.sql(count, district_id))[0][0] == 0


@pytest.mark.parametrize(
    ("audience", "answers"),
    [
        ("throughline", {"scheduling": 200, "partners": 200}),
        (["throughline:scheduling"], {"scheduling": 200, "partners": 401}),
        (["throughline:partners", "throughline:scheduling"], {"scheduling": 200, "partners": 200}),
        (["throughline:notifications"], {"scheduling": 401, "partners": 401}),
        ("scheduling", {"scheduling": 401, "partners": 401}),
    ],
)
async def test_a_token_for_other_services_is_refused(
    service_of: Callable[[str], Service], district_id: UUID, audience: Any, answers: dict[str, int]
) -> None:
    now = datetime.now(UTC)
    claims = {
        **{"iss": "http://partners.test", "aud": audience, "sub": f"client:{new_id()}", "jti": str(new_id())},
        **{"district_id": str(district_id), "scope": "plans:read directory:read", "roles": []},
        **{"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp())},
    }
    for name, expected in answers.items():
        assert await status(service_of(name), sign(claims)) == expected, name


@pytest.mark.parametrize(
    ("networks", "expected"),
    [([], 200), (["127.0.0.0/8"], 200), (["10.0.0.0/8", "::1/128"], 403), (["2001:db8::/32"], 403)],
)
async def test_a_token_bound_to_networks_works_from_there_alone(
    scheduling: Service, district_id: UUID, networks: list[str], expected: int
) -> None:
    now = datetime.now(UTC)
    claims = {
        **{"iss": "http://partners.test", "aud": "throughline", "sub": f"client:{new_id()}", "jti": str(new_id())},
        **{"district_id": str(district_id), "scope": "plans:read", "roles": [], "networks": networks},
        **{"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp())},
    }
    reply = await scheduling.caller(sign(claims)).get("/v1/plans")
    assert reply.status_code == expected
    assert expected == 200 or reply.json()["code"] == "address_refused"


@pytest.mark.parametrize(("seconds", "expected"), [(-0.001, 200), (0, 401), (0.001, 401)])
async def test_a_token_issued_at_the_moment_of_the_end_is_ended(
    scheduling: Service, district_id: UUID, seconds: float, expected: int
) -> None:
    """An id that tells no time leaves `iat`, which has whole seconds: then the same moment is a whole second long."""
    person, jti = new_id(), uuid4()
    bearer = token(district_id, scheduling.scopes, person_id=person, roles=[("executive_leader", None)], jti=str(jti))
    issued_at = datetime.fromtimestamp(jwt.decode(bearer, KEY).claims["iat"], UTC)
    await scheduling.receive(district_id, fact("person", person, issued_at + timedelta(seconds=seconds)))
    assert await status(scheduling, bearer) == expected
