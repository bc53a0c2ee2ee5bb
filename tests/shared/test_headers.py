"""Headers have one reading: what two readers could take differently is refused before either looks, everywhere alike."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.schemas import Problem
from shared.testing.calls import Service, served, token
from shared.testing.servers import SERVICES
from shared.web.edge import MOST_HEADER_BYTES, MOST_HEADERS, SINGLE
from shared.web.fastpath import lane_of
from shared.web.openapi import routes_of

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("name", SERVICES)
async def test_two_tokens_are_refused_alike_on_lanes_and_routes(
    service_of: Callable[[str], Service], name: str
) -> None:
    service, mine, theirs = service_of(name), new_id(), new_id()
    tokens = [f"Bearer {token(district_id, service.scopes)}" for district_id in (mine, theirs)]
    answers: dict[bool, set[tuple[int, str, str]]] = {True: set(), False: set()}
    for route in (route for route in routes_of(service.app) if "scim" not in route.path and "oauth" not in route.path):
        path = route.path_format.format(**{wanted: str(new_id()) for wanted in route.param_convertors})
        for pair in (tokens, tokens[::-1], [tokens[0], tokens[0]]):
            headers = [("Authorization", pair[0]), ("Authorization", pair[1])]
            reply = await service.caller().request(next(iter(route.methods or ())), path, headers=headers)
            is_lane = route.methods == {"GET"} and lane_of(route) is not None
            said = reply.json() if reply.content else {"code": "", "detail": ""}
            answers[is_lane].add((reply.status_code, said["code"], said["detail"]))
    if name == "scheduling":
        # A HEAD has no body to say it in.
        assert (400, "", "") in answers[False]
        answers[False].discard((400, "", ""))
    assert answers[True] == answers[False] == {(400, "headers_unclear", "Send Authorization once.")}


@pytest.mark.parametrize("header", sorted(SINGLE - {b"host", b"content-length"}))
async def test_no_header_of_one_value_comes_twice(partners: Service, district_id: UUID, header: bytes) -> None:
    bearer = token(district_id, ["directory:read"])
    name = header.decode()
    sent = [("Authorization", f"Bearer {bearer}"), *([(name, "x"), (name, "x")] if name != "authorization" else [])]
    sent += [("Authorization", "Bearer x")] * (name == "authorization")
    reply = await partners.caller().get("/v1/schools", headers=sent)
    assert (reply.status_code, reply.json()["code"]) == (400, "headers_unclear"), reply.text
    assert reply.headers["content-type"] == PROBLEM


async def test_what_may_come_several_times_may(partners: Service, district_id: UUID) -> None:
    sent = [("Authorization", f"Bearer {token(district_id, ['directory:read'])}")]
    sent += [("Accept", "application/json"), ("Accept", "*/*"), ("X-Forwarded-For", "1"), ("X-Forwarded-For", "2")]
    assert (await partners.caller().get("/v1/schools", headers=sent)).status_code == 200


async def test_each_standard_hears_it_in_its_own_form(partners: Service) -> None:
    twice = [("Authorization", "Basic eDp5"), ("Authorization", "Basic eDp5")]
    form = {"grant_type": "client_credentials"}
    oauth = await partners.caller().post("/oauth/token", data=form, headers=twice)
    assert oauth.status_code == 400
    scim = await partners.caller().get("/scim/v2/Users", headers=twice)
    assert (scim.status_code, scim.headers["content-type"]) == (400, "application/scim+json")
    assert "headers_unclear" in scim.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(f"x-{number}", "x") for number in range(MOST_HEADERS)], 431),
        ([("x-long", "x" * MOST_HEADER_BYTES)], 431),
        ([(f"x-{number}", "x") for number in range(MOST_HEADERS - 10)], 200),
        ([("x-long", "x" * (MOST_HEADER_BYTES - 2_000))], 200),
    ],
)
async def test_headers_have_a_bound(
    partners: Service, district_id: UUID, headers: list[tuple[str, str]], status: int
) -> None:
    bearer = token(district_id, ["directory:read"])
    reply = await partners.caller(bearer).get("/v1/schools", headers=headers)
    assert reply.status_code == status, reply.text
    assert status == 200 or reply.json()["code"] == "headers_too_large"


async def raw(address: str, request: bytes) -> bytes:
    """The first bytes of what a server answers to these bytes."""
    place = httpx.URL(address)
    reader, writer = await asyncio.open_connection(place.host, place.port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read(4_096)
    writer.close()
    return answer


async def test_a_request_names_one_host(partners: Service) -> None:
    async with served(partners) as address:
        for head in (b"", b"Host: a\r\nHost: b\r\n"):
            request = b"GET /v1/schools HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n"
            assert (await raw(address, request)).startswith(b"HTTP/1.1 400 ")
        request = b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        assert (await raw(address, request)).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("name", SERVICES)
async def test_what_is_no_http_and_an_endless_address_are_refused_as_all_else_is(
    service_of: Callable[[str], Service], name: str
) -> None:
    async with served(service_of(name)) as url:
        address = httpx.URL(url)
        for sent in (
            f"GET /v1/schools?{'school_id=1&' * 7_000} HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET / HTTP/9\r\n\r\n",
            "\x16\x03\x01\x02\x00",
        ):
            reader, writer = await asyncio.open_connection(address.host, address.port)
            writer.write(sent.encode("latin-1"))
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
            status, *lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines)
            assert status == "HTTP/1.1 400 Bad Request", sent[:40]
            assert headers["content-type"] == PROBLEM
            assert (headers["content-length"], headers["connection"]) == (str(len(body)), "close")
            assert headers["x-content-type-options"] == "nosniff"
            problem = Problem.model_validate_json(body)
            assert (problem.code, problem.status) == ("request_unreadable", 400)
            assert problem.type == f"urn:throughline:{name}:request-unreadable"
            assert str(problem.correlation_id) == headers["x-correlation-id"]
