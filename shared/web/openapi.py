"""The OpenAPI document: what FastAPI derives, completed with the conventions every route shares."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shared.auth.scopes import SCOPES
from shared.errors import (
    BodyTooLarge,
    MalformedJson,
    NotFound,
    PreconditionUnknown,
    Refusal,
    Stale,
    UnsupportedMediaType,
    VersionMissing,
    described,
)
from shared.schemas import Fault, Problem
from shared.web.requires import asks_version, scope_needed, upload_limit

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes the call safe to send again: the same key and body get the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version you change.",
    "schema": {"type": "string"},
}
MAY_MATCH = {
    **IF_MATCH,
    "required": False,
    "description": "The ETag of the version you saw: where it is another now, nothing is done (412).",
}


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Every route of ours (FastAPI keeps included routers folded)."""
    for router in app.state.routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route


def uploads_of(app: FastAPI) -> list[tuple[str, re.Pattern[str], str]]:
    """(method, form of the path, setting that limits the body) of the routes whose body is an upload."""
    return [
        (method, route.path_regex, limit)
        for route in routes_of(app)
        for inner in route.dependant.dependencies
        if (limit := upload_limit(inner.call)) is not None
        for method in route.methods or ()
    ]


def permission(route: APIRoute) -> tuple[bool, str | None]:
    """(has a door, the scope that opens it); the scope is None on public routes."""
    return _door(route.dependant)


def _door(dependant: Dependant) -> tuple[bool, str | None]:
    for inner in dependant.dependencies:
        is_door, scope = scope_needed(inner.call)
        if is_door:
            return True, scope
    return False, None


def takes_version(route: APIRoute) -> bool:
    """Is the change held against the version the caller read (`If-Match`)?"""
    return VersionMissing.status in route.responses or _is_versioned_patch(route)


def may_take_version(route: APIRoute) -> bool:
    """Does the path of a call that changes something end in a row, or in an action on one, whose version may be sent?"""
    named = any(part.startswith("{") and part.endswith("_id}") for part in route.path.split("/")[-2:])
    return named and "GET" not in (route.methods or ()) and not takes_version(route)


def usual(route: APIRoute) -> tuple[type[Refusal], ...]:
    """The refusals that follow from the route's method and path; no route lists them.

    A guarded route whose path names a thing may not find it. A guarded PATCH takes the version that was read, unless its
    door says otherwise: `requires(..., versioned=False)`. A PUT or DELETE that takes one lists `Stale` and `VersionMissing`.
    Any other call on a row holds a version that is sent.
    """
    if permission(route)[1] is None:
        return ()
    named = (NotFound,) if route.param_convertors else ()
    if _is_versioned_patch(route):
        return (*named, Stale, VersionMissing)
    return (*named, Stale, PreconditionUnknown) if may_take_version(route) else named


def _is_versioned_patch(route: APIRoute) -> bool:
    asked = all(asks_version(door.call) for door in route.dependant.dependencies)
    return "PATCH" in (route.methods or ()) and asked and permission(route)[1] is not None


def describe(app: FastAPI) -> None:
    """Give the application its OpenAPI document."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes, openapi_version="3.1.0"
    )
    document["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    document["info"]["description"] = (
        app.summary or ""
    ) + " Refusals are problem details (RFC 9457) with stable codes."
    settings = app.state.settings
    document["servers"] = [{"url": settings.public_url or "/", "description": "This service"}]
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, Fault):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}") | {}
        schemas[model.__name__].pop("$defs", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    scopes: dict[str, str] = {}
    for route in routes_of(app):
        if route.include_in_schema:
            for method in route.methods or ():
                _complete(document["paths"][route.path_format][method.lower()], method, route, scopes)
    document["components"]["securitySchemes"] = {
        "oauth2": {
            "type": "oauth2",
            "description": "OAuth 2.0 client credentials; the token endpoint is partners'.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": f"{settings.issuer}/oauth/token",
                    "scopes": dict(sorted(scopes.items())),
                }
            },
        }
    }
    document["tags"] = _tags(app)
    # A model whose schema stands inline where it is used is left over as a component nobody names.
    text = json.dumps(document)
    for name in [name for name in schemas if f'"#/components/schemas/{name}"' not in text]:
        del schemas[name]
    return named(document)


def named(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI calls models of one name by their modules, and generic ones by their parts, but generators go by titles: each
    gets one name for both.

    The kernel's keeps its own, which is the same in every contract; a room's stands behind the room's.
    """
    schemas = document["components"]["schemas"]
    names = {long: _short(*long.split("__")) for long in schemas if "__" in long}
    names |= {long: said["title"] for long, said in schemas.items() if long not in names and _is_of_parts(long, said)}
    taken = {*schemas, *names.values()}
    if len(taken) < len(schemas) + len(names):
        raise ValueError(f"models of one name: {', '.join(names)}")
    for long, name in names.items():
        schemas[long]["title"] = name
    document["components"]["schemas"] = {names.get(name, name): schema for name, schema in schemas.items()}
    text = json.dumps(document)
    for long, name in names.items():
        text = text.replace(f'"#/components/schemas/{long}"', f'"#/components/schemas/{name}"')
    found: dict[str, Any] = json.loads(text)
    return found


def _is_of_parts(name: str, schema: dict[str, Any]) -> bool:
    return "_" in name and schema.get("title", name) != name


def _short(*path: str) -> str:
    """The name of a model that `owner__…__room__file__Name` stands for."""
    owner, room, name = path[0], path[-3], path[-1]
    return name if owner == "shared" else room.title().replace("_", "") + name


def _complete(operation: dict[str, Any], method: str, route: APIRoute, scopes: dict[str, str]) -> None:
    summary, _, rest = operation.get("description", "").partition("\n\n")
    operation["summary"] = " ".join(summary.split())
    operation["description"] = rest
    if not rest:
        del operation["description"]
    _, scope = permission(route)
    operation["security"] = [] if scope is None else [{"oauth2": [scope] if scope else []}]
    if scope:
        scopes[scope] = SCOPES[scope]
    _add_usual(operation["responses"], usual(route))
    if scope is not None and method == "POST":
        operation.setdefault("parameters", []).append(KEY)
    for parameter in operation.get("parameters", []):
        if "array" in str(parameter["schema"]):
            parameter |= {"style": "form", "explode": False}
    if takes_version(route):
        operation.setdefault("parameters", []).append(IF_MATCH)
    elif scope is not None and may_take_version(route):
        operation.setdefault("parameters", []).append(MAY_MATCH)
    body = operation.get("requestBody", {}).get("content", {})
    if scope is not None and body:
        for status, response in described(MalformedJson, BodyTooLarge, UnsupportedMediaType).items():
            operation["responses"].setdefault(str(status), response)
    # A stream's reply is described by the events it is made of; FastAPI adds that it is text, which nothing can be both.
    stream = operation["responses"].get("200", {}).get("content", {}).get("text/event-stream", {}).get("schema", {})
    if "$ref" in stream or "oneOf" in stream:
        stream.pop("type", None)
    if method == "PATCH" and "application/json" in body:
        # Under its own type a second time, generators would take it for a choice between two bodies.
        operation["requestBody"]["description"] = "A merge patch (RFC 7396), or as `application/merge-patch+json`."


def _add_usual(responses: dict[str, Any], kinds: tuple[type[Refusal], ...]) -> None:
    for status, response in described(*kinds).items():
        own = responses.get(str(status))
        if own is not None:
            response["description"] += f"; {own['description']}"
        responses[str(status)] = response
    if kinds:
        in_order = dict(sorted(responses.items()))
        responses.clear()
        responses.update(in_order)


def _tags(app: FastAPI) -> list[dict[str, str]]:
    """Each tag with what the first file of routes under it is about; the kernel's own say it here."""
    found = {"health": "Whether the process runs, and is ready."}
    for route in (one for one in routes_of(app) if one.include_in_schema):
        for tag in route.tags:
            about = (import_module(route.endpoint.__module__).__doc__ or "").partition("\n")[0]
            about = about.removeprefix("HTTP of ")
            found.setdefault(str(tag), about[:1].upper() + about[1:])
    return [{"name": name, "description": found[name]} for name in sorted(found)]
