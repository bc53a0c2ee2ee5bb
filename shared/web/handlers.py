"""Every refusal, whoever raises it, leaves as the same problem document."""

from collections.abc import Callable

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from shared.error_mapping import as_refusal, faults_of
from shared.errors import Invalid, MalformedJson, Refusal, Stale
from shared.schemas import Fault, Problem
from shared.texts.languages import reader
from shared.texts.refusing import told
from shared.texts.words import Words
from shared.web.idempotency import Replayed
from shared.web.tickets import pages


class NoSuchRoute(Refusal):
    """No room has this address."""

    status, code, title = 404, "no_such_route", "There is nothing at this address"


class MethodNotAllowed(Refusal):
    """The address exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "This address does not take that method"


#: How a refusal is said below a path whose standard has its own form.
Form = Callable[[Scope, Refusal], Response]


def problem(scope: Scope, refusal: Refusal) -> Response:
    """A refusal as `application/problem+json`, as the standard that rules the path has it, or as a page in a browser's tab."""
    for path, form in scope["app"].state.refusal_forms.items() if "app" in scope else ():
        if scope["path"].startswith(path):
            said: Response = form(scope, refusal)
            return said
    return pages.refused(scope, refusal) if pages.is_wanted(scope) else as_problem(scope, refusal)


def as_problem(scope: Scope, refusal: Refusal) -> Response:
    """A refusal as `application/problem+json` (RFC 9457)."""
    service = scope["app"].state.settings.service if "app" in scope else "throughline"
    language = reader()
    said = told(refusal, language)
    body = Problem(
        type=f"urn:throughline:{service}:{refusal.code.replace('_', '-')}",
        title=said.title,
        status=refusal.status,
        detail=said.detail,
        code=refusal.code,
        correlation_id=scope["correlation_id"],
        diagnosis=said.diagnosis,
        errors=[Fault.model_validate(entry) for entry in said.errors],
    )
    headers = {**refusal.headers, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(body.model_dump_json(), refusal.status, headers=headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Register the handlers on an application."""

    async def refused(request: Request, error: Exception) -> Response:
        refusal = as_refusal(error)
        assert refusal is not None
        await app.state.refusals.note(request.scope, refusal)
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

    async def stale(request: Request, _: Exception) -> Response:
        return problem(
            request.scope,
            Stale(
                Words(
                    "Somebody changed it meanwhile; read it again.", es="Alguien lo cambió entretanto; léalo de nuevo."
                )
            ),
        )

    async def not_text(request: Request, _: Exception) -> Response:
        return problem(
            request.scope,
            MalformedJson(
                Words(
                    "A text holds code points that are not characters.",
                    es="Un texto contiene códigos que no son caracteres.",
                )
            ),
        )

    for kind in (Refusal, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        app.add_exception_handler(kind, refused)
    app.add_exception_handler(Replayed, replayed)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(StaleDataError, stale)
    app.add_exception_handler(UnicodeEncodeError, not_text)


def _from_validation(error: RequestValidationError) -> Refusal:
    found = error.errors()
    if any(entry["type"] == "json_invalid" for entry in found):
        return MalformedJson(Words("Send a JSON document.", es="Envíe un documento JSON."))
    return Invalid(errors=faults_of(found, error.body))


def _from_http(request: Request, error: HTTPException) -> Refusal:
    if isinstance(error.__cause__, Refusal):
        # FastAPI wraps whatever goes wrong while the body is read.
        return error.__cause__
    if error.status_code == 404:
        return NoSuchRoute(Words("See /openapi.json for what there is.", es="En /openapi.json está lo que existe."))
    if error.status_code == 405:
        allowed: set[str] = set()
        for router in request.app.state.routers:
            for route in router.routes:
                match, _ = route.matches(request.scope)
                if match is not Match.NONE:
                    allowed |= getattr(route, "methods", None) or set()
        return MethodNotAllowed(headers={"Allow": ", ".join(sorted(allowed))})
    if error.status_code == 400:
        return MalformedJson(Words("The body could not be read.", es="No se pudo leer el cuerpo."))
    refusal = Refusal(str(error.detail))
    refusal.status = error.status_code  # type: ignore[misc]
    return refusal
