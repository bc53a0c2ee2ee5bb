"""The OpenAPI document: what FastAPI derives, completed with the conventions every route shares."""

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shared.auth.scopes import SCOPES
from shared.errors import (
    BodyTooLarge,
    Conflict,
    CursorInvalid,
    KeyRefused,
    KeyReused,
    MalformedJson,
    NotFound,
    PreconditionUnknown,
    Refusal,
    Stale,
    UnsupportedMediaType,
    VersionMissing,
    known_refusals,
)
from shared.web import endings, examples, headers, problems, taught
from shared.web.handlers import NoSuchRoute
from shared.web.locations import Locations
from shared.web.requires import JSON_TYPES, asks_version, is_counted, scope_needed, takes_key, upload_limit
from shared.web.tickets.downloads import TICKET, is_download
from shared.web.tickets.errors import TicketExpired, TicketInvalid

#: Headers that go with a status, whatever the operation.
OF_STATUS = {
    "303": {"Location"},
    "401": {"WWW-Authenticate"},
    "412": {"ETag"},
    "429": {"Retry-After"},
    "503": {"Retry-After"},
}
#: Replies to be saved as a file, and those whose end is not known when they begin.
SAVED = {"text/csv", "application/yaml", "application/octet-stream", "application/x-ndjson", "image/svg+xml"}
STREAMED = {"text/event-stream", "application/x-ndjson"}
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
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the reply you have: 304 without a body where it is still the same.",
    "schema": {"type": "string"},
}
BY_TICKET = {
    "type": "apiKey",
    "in": "query",
    "name": TICKET,
    "description": "An address that works for some minutes without a header (`POST /v1/tickets`), for `<img>` and `<a>`.",
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
    named = any(part.startswith("{") and part.endswith("_id}") for part in route.path_format.split("/")[-2:])
    return named and "GET" not in (route.methods or ()) and not takes_version(route)


def usual(route: APIRoute) -> tuple[type[Refusal], ...]:
    """The refusals that follow from the route's method and path; no route lists them.

    A guarded route whose path names a thing may not find it. A guarded PATCH takes the version that was read, unless its
    door says otherwise: `requires(..., versioned=False)`. A PUT or DELETE that takes one lists `Stale` and `VersionMissing`.
    Any other call on a row holds a version that is sent; no change takes another condition.
    """
    if permission(route)[1] is None:
        return ()
    methods = route.methods or set()
    found: tuple[type[Refusal], ...] = (NotFound,) if route.param_convertors else ()
    if is_download(route):
        found += (TicketInvalid, TicketExpired)
    if "GET" in methods:
        return (*found, CursorInvalid) if _is_list(route) else found
    if _is_versioned_patch(route):
        found += (Stale, VersionMissing)
    elif may_take_version(route):
        found += (Stale,)
    return (*found, PreconditionUnknown, *_of_bodies(route), *_of_keys(route), Conflict)


def _is_list(route: APIRoute) -> bool:
    """Does it take a cursor?"""
    known = route.dependant.query_params
    return any("cursor" in (one.alias, *getattr(one.field_info.annotation, "model_fields", ())) for one in known)


def _of_bodies(route: APIRoute) -> tuple[type[Refusal], ...]:
    """A body is looked at by its size and type even where the call needs none."""
    if not (route.methods or set()) & JSON_TYPES.keys():
        return ()
    return (BodyTooLarge, UnsupportedMediaType, *((MalformedJson,) if route.body_field else ()))


def _of_keys(route: APIRoute) -> tuple[type[Refusal], ...]:
    if "POST" not in (route.methods or ()):
        return ()
    return (KeyReused,) if all(takes_key(door.call) for door in route.dependant.dependencies) else (KeyRefused,)


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
    document["info"]["contact"] = {"name": "Whoever runs it for the district"}
    document["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    document["info"]["description"] = (
        app.summary or ""
    ) + " Refusals are problem details (RFC 9457) with stable codes."
    settings = app.state.settings
    document["servers"] = [{"url": settings.public_url or "/", "description": "This service"}]
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    scopes: set[str] = set()
    codes: set[str] = set()
    locations = Locations(routes_of(app))
    for route in routes_of(app):
        if route.include_in_schema:
            scopes |= {scope for _, scope in [permission(route)] if scope}
            for method in route.methods or ():
                operation = document["paths"][route.path_format][method.lower()]
                _complete(operation, method, route)
                elsewhere = (NoSuchRoute,) if route.param_convertors else ()
                problems.add(operation["responses"], (*problems.ANYWHERE, *elsewhere), last=True)
                codes |= problems.finish(operation["responses"])
                taught.teach(operation, route)
                if is_download(route):
                    problems.paged(operation["responses"])
                _add_headers(operation, method, route, locations, schemas)
    schemas |= problems.components(codes)
    document["components"]["headers"] = headers.components(_sent(document))
    document["components"]["securitySchemes"] = {"oauth2": _oauth(settings.issuer, scopes), TICKET: BY_TICKET}
    document["tags"] = _tags(app)
    _share(schemas)
    # A model whose schema stands inline where it is used is left over as a component nobody names.
    text = json.dumps(document)
    for name in [name for name in schemas if f'"#/components/schemas/{name}"' not in text]:
        del schemas[name]
    document = named(document)
    examples.complete(document, settings.service, {code: known_refusals()[code] for code in sorted(codes)})
    return document


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


def _share(schemas: dict[str, Any]) -> None:
    """The rows of a bulk body are validated one by one, and so described in place: each becomes a model with a name."""
    for schema in list(schemas.values()):
        rows = schema.get("properties", {}).get("items", {})
        row = rows.get("items", {})
        if row.get("type") == "object" and "title" in row:
            schemas.setdefault(row["title"], row)
            rows["items"] = {"$ref": f"#/components/schemas/{row['title']}"}


def _oauth(issuer: str, scopes: Iterable[str]) -> dict[str, Any]:
    known = {scope: SCOPES[scope] for scope in sorted(scopes)}
    token = {"tokenUrl": f"{issuer}/oauth/token", "refreshUrl": f"{issuer}/oauth/token"}
    return {
        "type": "oauth2",
        "description": "Both at partners, whose metadata (`/.well-known/oauth-authorization-server`) have the addresses. "
        "Systems get a token for themselves; people sign in with a code and PKCE (`S256`), front ends without a secret.",
        "flows": {
            "clientCredentials": {"tokenUrl": token["tokenUrl"], "scopes": known},
            "authorizationCode": {"authorizationUrl": f"{issuer}/oauth/authorize", **token, "scopes": known},
        },
    }


def _add_headers(
    operation: dict[str, Any], method: str, route: APIRoute, locations: Locations, schemas: Mapping[str, Any]
) -> None:
    """Say which headers each response has."""
    is_let_in = permission(route)[1] is not None
    counted = any(is_counted(door.call) for door in route.dependant.dependencies)
    for status, response in operation["responses"].items():
        names = {"X-Correlation-Id", *OF_STATUS.get(status, ()), *(endings.HEADERS if route.deprecated else ())}
        if counted and not (status == "401" and is_let_in):
            names |= {"RateLimit", "RateLimit-Policy"}
        if status == "403" and is_let_in:
            names.add("WWW-Authenticate")
        if status == "409" and Conflict.code in response["description"]:
            names.add("Retry-After")
        if status[0] == "2":
            names |= _of_success(method, route, response, schemas)
            names |= {"Location"} if locations.place(route, int(status)) else set()
        if problems.PROBLEM in response.get("content", {}):
            names = names | {"Content-Language"}
        response["headers"] = headers.references(names | response.pop("headers", {}).keys())
    if method == "GET" and "ETag" in operation["responses"].get("200", {}).get("headers", {}):
        _add_known(operation)


def _add_known(operation: dict[str, Any]) -> None:
    """Say that who has the reply already is told so (RFC 9110 §13.1.2)."""
    asked = operation.setdefault("parameters", [])
    if not any(parameter["name"].lower() == "if-none-match" for parameter in asked):
        asked.append(copy.deepcopy(IF_NONE_MATCH))
    names = operation["responses"]["200"]["headers"].keys() - {"Content-Disposition"}
    known = {"description": "You have it: its ETag is among those sent.", "headers": headers.references(names)}
    operation["responses"] = dict(sorted({**operation["responses"], "304": known}.items()))


def _of_success(method: str, route: APIRoute, response: dict[str, Any], schemas: Mapping[str, Any]) -> set[str]:
    content = response.get("content", {})
    found = set()
    models = [schemas[ref.rpartition("/")[2]] for ref in _refs(content.get("application/json", {}).get("schema", {}))]
    said = {name for model in models for name in model.get("properties", ())}
    if "next_cursor" in said:
        found.add("Link")
    if (method == "GET" and content and not content.keys() & STREAMED) or "version" in said:
        found.add("ETag")
    if content.keys() & SAVED or any(said.get("schema", {}).get("format") == "binary" for said in content.values()):
        found.add("Content-Disposition")
    if KeyReused in usual(route):
        found.add("Idempotency-Replayed")
    return found


def _refs(schema: Mapping[str, Any]) -> list[str]:
    """What a schema refers to, itself or as one of several."""
    parts = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [part["$ref"] for part in parts if "$ref" in part]


def _sent(document: Mapping[str, Any]) -> set[str]:
    return {
        name
        for item in document["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for name in response["headers"]
    }


def _complete(operation: dict[str, Any], method: str, route: APIRoute) -> None:
    summary, _, rest = operation.get("description", "").partition("\n\n")
    operation["summary"] = " ".join(summary.split())
    operation["description"] = rest or operation["summary"]
    _, scope = permission(route)
    operation["security"] = [] if scope is None else [{"oauth2": [scope] if scope else []}]
    if is_download(route):
        operation["security"].append({TICKET: []})
    problems.add(operation["responses"], usual(route))
    if KeyReused in usual(route):
        operation.setdefault("parameters", []).append(KEY)
    for parameter in operation.get("parameters", []):
        if "array" in str(parameter["schema"]):
            parameter |= {"style": "form", "explode": False}
    if takes_version(route):
        operation.setdefault("parameters", []).append(IF_MATCH)
    elif scope is not None and may_take_version(route):
        operation.setdefault("parameters", []).append(MAY_MATCH)
    body = operation.get("requestBody", {}).get("content", {})
    # A stream's reply is described by the events it is made of; FastAPI adds that it is text, which nothing can be both.
    stream = operation["responses"].get("200", {}).get("content", {}).get("text/event-stream", {}).get("schema", {})
    if "$ref" in stream or "oneOf" in stream:
        stream.pop("type", None)
    if method == "PATCH" and "application/json" in body:
        # Under its own type a second time, generators would take it for a choice between two bodies.
        operation["requestBody"]["description"] = "A merge patch (RFC 7396), or as `application/merge-patch+json`."


def _tags(app: FastAPI) -> list[dict[str, str]]:
    """Each tag with what the first file of routes under it is about; the kernel's own say it here."""
    found = {"health": "Whether the process runs, and is ready."}
    for route in (one for one in routes_of(app) if one.include_in_schema):
        for tag in route.tags:
            about = (import_module(route.endpoint.__module__).__doc__ or "").partition("\n")[0]
            about = about.removeprefix("HTTP of ")
            found.setdefault(str(tag), about[:1].upper() + about[1:])
    return [{"name": name, "description": found[name]} for name in sorted(found)]
