"""Every refusal, whoever raises it, leaves as the same problem document."""

import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from shared.logging import log, where
from shared.web.errors import Conflict, Invalid, MalformedJson, Refusal, Stale, Unavailable, fault
from shared.web.idempotency import Replayed
from shared.web.schemas import Fault, Problem

RETRY = {"Retry-After": "1"}


class ServerFault(Refusal):
    """Not the caller's doing."""

    status, code, title = 500, "server_fault", "Something went wrong on our side"


class NoSuchRoute(Refusal):
    """No room has this address."""

    status, code, title = 404, "no_such_route", "There is nothing at this address"


class MethodNotAllowed(Refusal):
    """The address exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "This address does not take that method"


def problem(scope: Scope, refusal: Refusal) -> Response:
    """A refusal as `application/problem+json`."""
    service = scope["app"].state.settings.service if "app" in scope else "throughline"
    body = Problem(
        type=f"urn:throughline:{service}:{refusal.code.replace('_', '-')}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.detail or refusal.title,
        code=refusal.code,
        correlation_id=scope["correlation_id"],
        errors=[Fault.model_validate(entry) for entry in refusal.errors],
    )
    return Response(
        body.model_dump_json(), refusal.status, headers=refusal.headers, media_type="application/problem+json"
    )


def install(app: FastAPI, conflicts: dict[str, type[Refusal]]) -> None:
    """Register the handlers on an application."""

    async def refused(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        return problem(request.scope, refusal)

    async def replayed(_: Request, replay: Exception) -> Response:
        assert isinstance(replay, Replayed)
        return replay.response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(request.scope, _from_validation(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(request.scope, _from_http(request, error))

    async def database(request: Request, error: Exception) -> Response:
        assert isinstance(error, DBAPIError)
        return problem(request.scope, _from_database(error, conflicts))

    async def stale(request: Request, _: Exception) -> Response:
        return problem(request.scope, Stale("Somebody changed it meanwhile; read it again."))

    async def unreachable(request: Request, error: Exception) -> Response:
        log.error("unreachable", error_class=type(error).__name__, where=where(error))
        return problem(request.scope, Unavailable("Try again in a moment.", headers=RETRY))

    async def unforeseen(request: Request, error: Exception) -> Response:
        log.error("server_fault", error_class=type(error).__name__, where=where(error))
        return problem(request.scope, ServerFault("Quote the correlation id when you report it."))

    async def not_text(request: Request, _: Exception) -> Response:
        return problem(request.scope, MalformedJson("A text holds code points that are not characters."))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(Replayed, replayed)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(StaleDataError, stale)
    app.add_exception_handler(UnicodeEncodeError, not_text)
    for kind in (ConnectionError, TimeoutError, OSError):
        app.add_exception_handler(kind, unreachable)
    app.add_exception_handler(Exception, unforeseen)


def _from_validation(error: RequestValidationError) -> Refusal:
    found = error.errors()
    if any(entry["type"] == "json_invalid" for entry in found):
        return MalformedJson("Send a JSON document.")
    # pydantic's `input` and `ctx` may hold what a person typed: only place, kind and our sentence leave.
    errors = [fault(_pointer(entry, error.body), str(entry["msg"]), entry["type"]) for entry in found[:100]]
    return Invalid("See errors.", errors=errors)


def _pointer(entry: dict[str, Any], body: Any) -> str:
    kind, *rest = entry["loc"] or ("body",)
    parts = _inside(rest, body, entry["type"] == "missing") if kind == "body" else rest
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return {"body": f"/{path}", "query": f"?{path}"}.get(str(kind), path)


def _inside(location: list[Any], value: Any, is_missing: bool) -> list[Any]:
    """The part of pydantic's location that is in the document: it also names the branches of unions it tried."""
    kept = []
    for place, part in enumerate(location):
        found = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if found:
            value = value[part]
        if found or (is_missing and place == len(location) - 1):
            kept.append(part)
    return kept


def _from_http(request: Request, error: HTTPException) -> Refusal:
    if isinstance(error.__cause__, Refusal):
        # FastAPI wraps whatever goes wrong while the body is read.
        return error.__cause__
    if error.status_code == 404:
        return NoSuchRoute("See /openapi.json for what there is.")
    if error.status_code == 405:
        allowed: set[str] = set()
        for router in request.app.state.routers:
            for route in router.routes:
                match, _ = route.matches(request.scope)
                if match is not Match.NONE:
                    allowed |= getattr(route, "methods", None) or set()
        return MethodNotAllowed(headers={"Allow": ", ".join(sorted(allowed))})
    if error.status_code == 400:
        return MalformedJson("The body could not be read.")
    refusal = Refusal(str(error.detail))
    refusal.status = error.status_code  # type: ignore[misc]
    return refusal


def _from_database(error: DBAPIError, conflicts: dict[str, type[Refusal]]) -> Refusal:
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if isinstance(error, IntegrityError):
        # The message names the constraint and, in its DETAIL, the values: only the constraint's name is looked at.
        named = re.search(r'constraint "(\w+)"', str(error.orig).partition("\n")[0])
        constraint = named.group(1) if named else ""
        log.info("constraint", constraint=constraint)
        return conflicts.get(constraint, Conflict)("It collides with something that is there already.")
    if state.startswith("22"):
        return Invalid("A value is out of the range the database can keep.")
    if state in ("40001", "40P01", "55P03"):
        return Conflict("Two changes met; send it again.", headers=RETRY)
    if isinstance(error, (InterfaceError, OperationalError)) or state.startswith(("08", "57", "53")):
        log.error("database_unreachable", error_class=type(error).__name__)
        return Unavailable("The database does not answer; try again.", headers=RETRY)
    log.error("server_fault", error_class=type(error).__name__, code=state, where=where(error))
    return ServerFault("Quote the correlation id when you report it.")
