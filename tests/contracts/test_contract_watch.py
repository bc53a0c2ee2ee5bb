"""What a service sends is what its contract says: a walk over every operation; and the watch that holds it so sees what is wrong.

Every call of every other test is held against the contract too (`Service.caller`).
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from shared.ids import new_id
from shared.schemas import Reply
from shared.testing.calls import Service, refusal_of, token
from shared.testing.contract_watch import OF_THE_WAY, Watch
from shared.testing.servers import SERVICES
from shared.web.headers import EXPOSED
from shared.web.openapi import takes_version
from tests.contracts.patch_bodies import read
from tests.isolation import seeds
from tests.isolation.calls import caller_of, guarded
from tests.isolation.samples import sent_to

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
#: How many operations of a service succeed on what the seeds make, and how many of them make something, at least.
SUCCEED = {"partners": (85, 12), "scheduling": (95, 8), "assessment": (30, 1), "notifications": (20, 1)}
#: A body of another type than any call takes.
OTHER: dict[str, Any] = {"content": b"x", "headers": {"Content-Type": "text/plain", "If-Match": '"1"'}}


def operations(service: Service) -> list[tuple[str, Any]]:
    """The guarded operations of a service's contract; a stream has no end."""
    return [
        (method, route)
        for method, route in guarded(service, METHODS)
        if route.include_in_schema and route.name != "open_stream"
    ]


async def called(
    service: Service, district_id: UUID, method: str, route: Any, things: dict[str, str]
) -> httpx.Response:
    """The reply to an operation on a thing that may still be changed, at the version that is there."""
    things = await seeds.changeable(service, district_id, route, things)
    caller, path, sent = (
        caller_of(service, district_id, route, things),
        route.path_format.format(**things),
        sent_to(route, things),
    )
    reply = await caller.request(method, path, **sent)
    if reply.status_code == 412 and takes_version(route):
        sent["headers"]["If-Match"] = reply.headers["ETag"]
        reply = await caller.request(method, path, **sent)
    if reply.status_code == 201 and "Location" in reply.headers:
        assert (await caller.get(reply.headers["Location"])).status_code == 200, reply.headers["Location"]
    return reply


@pytest.mark.parametrize("name", SERVICES)
async def test_every_operation_answers_as_its_contract_says(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    done, made = set(), set()
    for method, route in operations(service):
        reply = await called(service, district_id, method, route, things)
        done |= {route.name} if reply.is_success else set()
        made |= {route.name} if "Location" in reply.headers else set()
    least, least_made = SUCCEED[name]
    assert (await service.caller().get("/readyz")).status_code == 200
    assert len(done) >= least
    assert len(made) >= least_made


@pytest.mark.parametrize("name", SERVICES)
async def test_every_operation_refuses_as_its_contract_says(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service, refused = service_of(name), set()
    callers = (service.caller(), service.caller("no token"), service.caller(token(district_id, ["nothing:at_all"])))
    for method, route in operations(service):
        path = route.path_format.format(**{wanted: str(new_id()) for wanted in route.param_convertors})
        for caller in (*callers, service.machine(district_id)):
            reply = await caller.request(method, path, **OTHER)
            refused.add(refusal_of(reply))
    assert refused >= {
        *((401, "token_missing"), (401, "token_invalid"), (403, "scope_missing")),
        *((404, "not_found"), (415, "unsupported_media_type")),
    }


class Thing(Reply):
    """A thing."""

    name: str


def watch() -> Watch:
    """A watch over one operation."""
    router = APIRouter()

    @router.get("/v1/things/{thing_id}", response_model=Thing, name="read_thing")
    async def read_thing(thing_id: int) -> Thing:
        return Thing(name=str(thing_id))

    app = FastAPI()
    app.include_router(router)
    one = Watch("things")
    one.document = app.openapi()
    return one


def reply(status: int = 200, body: Any = None, **headers: str) -> httpx.Response:
    """What came back from the operation."""
    request = httpx.Request("GET", "http://test/v1/things/1")
    return httpx.Response(status, json={"name": "x"} if body is None else body, headers=headers, request=request)


def test_the_watch_takes_what_the_contract_says() -> None:
    one = watch()
    one.check(reply())
    assert one.succeeded == {"read_thing_v1_things__thing_id__get"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (reply(418), "answers 418"),
        (reply(ETag='"1"'), "sends etag"),
        (reply(body={}), '"name" is a required property'),
        (reply(body={"name": 1}), "name: 1 is not of type"),
        (reply(body={"name": "x", "more": 1}), "more"),
        (httpx.Response(200, text="x", request=reply().request), "is text/plain"),
    ],
)
def test_the_watch_sees_what_the_contract_does_not_say(wrong: httpx.Response, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        watch().check(wrong)


@pytest.mark.parametrize("service", SERVICES)
def test_a_front_end_of_another_origin_may_read_every_header_of_the_contract(service: str) -> None:
    named = {
        name.lower()
        for item in read(service)["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for name in response.get("headers", {})
    }
    assert len(named) >= 8
    assert named <= set(EXPOSED.decode().split(", "))
    assert not named & OF_THE_WAY
