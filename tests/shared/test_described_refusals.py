"""What follows from a route's method and path stands in the contract without being listed."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI

from shared.context.context import Context
from shared.errors import Refusal, Stale, VersionMissing, refusals
from shared.web.openapi import describe
from shared.web.requires import public, requires


class Elsewhere(Refusal):
    """A refusal of a route's own."""

    status, code, title = 404, "elsewhere", "It is elsewhere"


def described(method: str, path: str, *own: type[Refusal], door: Any = None) -> dict[str, Any]:
    """The operation of a route as its contract says it."""
    door = door or requires("directory:write")
    router = APIRouter(tags=["things"])

    async def act(ctx: Context = door) -> None:
        """Act."""

    router.add_api_route(path, act, methods=[method], responses=refusals(*own))
    app = FastAPI(title="Things", version="1")
    app.include_router(router)
    app.state.routers, app.state.settings = [router], SimpleNamespace(public_url="", issuer="", service="things")
    describe(app)
    operation: dict[str, Any] = app.openapi()["paths"][path][method.lower()]
    return operation


def said(operation: dict[str, Any]) -> tuple[set[str], bool]:
    """(statuses of what followed, may a version be sent)."""
    asked = {parameter["name"] for parameter in operation.get("parameters", [])}
    return operation["responses"].keys() & {"404", "412", "428"}, "If-Match" in asked


@pytest.mark.parametrize(
    ("method", "path", "own", "expected"),
    [
        ("GET", "/things", (), (set(), False)),
        ("GET", "/things/{thing_id}", (), ({"404"}, False)),
        ("DELETE", "/things/{thing_id}", (), ({"404", "412"}, True)),
        ("POST", "/things/{thing_id}/start", (), ({"404", "412"}, True)),
        ("POST", "/things", (), (set(), False)),
        ("PATCH", "/things", (), ({"412", "428"}, True)),
        ("PATCH", "/things/{thing_id}", (), ({"404", "412", "428"}, True)),
        ("PUT", "/things/{thing_id}", (), ({"404", "412"}, True)),
        ("PUT", "/things/{thing_id}", (Stale, VersionMissing), ({"404", "412", "428"}, True)),
    ],
)
def test_method_and_path_say_what_is_refused(
    method: str, path: str, own: tuple[type[Refusal], ...], expected: tuple[set[str], bool]
) -> None:
    assert said(described(method, path, *own)) == expected


def test_a_door_may_ask_for_no_version() -> None:
    door = requires("directory:write", versioned=False)
    assert said(described("PATCH", "/things/{thing_id}", door=door)) == ({"404", "412"}, True)


def test_nothing_follows_for_a_public_route() -> None:
    operation = described("PATCH", "/things/{thing_id}", door=public())
    assert said(operation) == ({"404"}, False)
    # An id that is none may be no address at all.
    assert operation["responses"]["404"]["description"] == "`no_such_route`: There is nothing at this address"


def test_what_follows_stands_before_the_routes_own() -> None:
    responses = described("GET", "/things/{thing_id}", Elsewhere)["responses"]
    assert responses["404"]["description"] == (
        "`not_found`: Not found in this district; `elsewhere`: It is elsewhere; `no_such_route`: There is nothing at this address"
    )
    statuses = list(responses)
    assert statuses == sorted(statuses)
