"""What people wrote in their own words, and files, are opened by scopes that say so, and on no basis but the district's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.auth.scopes import FREE_TEXT
from shared.ids import new_id
from shared.schemas import NO_NUL
from shared.testing.calls import Service, refusal_of
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of

#: Longer than a title.
LONG = 200
#: What is put together of free text, by the names it has then.
MADE_OF_IT = frozenset({"text", "html"})
PLAN = "the district's plan, written for all its schools and approved"
#: Scopes whose replies have such a field and open nobody's words about people, and why.
OTHERWISE: dict[str, str] = {
    **dict.fromkeys(("plans:read", "plans:write", "plans:approve", "plans:publish"), PLAN),
    **dict.fromkeys(("instruments:read", "instruments:write"), "the measure itself"),
    **dict.fromkeys(("access:read", "access:write"), "what stands in agreements, and our own codes"),
    **dict.fromkeys(
        ("attendance:read", "attendance-rules:read", "attendance-rules:write", "figures:read"),
        "where a definition of absence stands",
    ),
    "indicator-flags:read": "our own codes",
    "work-rules:write": "the district's rules, written for all its schools",
    "roster:write": "why two rows are one child: a line of whoever merged them",
    "audit:read": "codes and sentences of ours",
    "calendar:read": "why a day is what it is, for everybody of the district",
    **dict.fromkeys(("calendar:write", "operations:read"), "our own codes"),
    "grants:confirm": "what stands in a claim rule, written by who maintains the district's sign-on",
}


def is_free(schema: dict[str, Any]) -> bool:
    """May it be any text at all, longer than a title?"""
    bound = any(word in schema for word in ("enum", "const", "format")) or schema.get("pattern") not in (None, NO_NUL)
    return schema.get("type") == "string" and not bound and schema.get("maxLength", LONG + 1) > LONG


def fields(
    schema: dict[str, Any], known: dict[str, Any], name: str = "", seen: frozenset[str] = frozenset()
) -> Iterator[Any]:
    """(name, schema) of every value in it, however deep."""
    if "$ref" in schema:
        model = schema["$ref"].rpartition("/")[2]
        if model not in seen:
            yield from fields(known[model], known, name, seen | {model})
        return
    parts = [one for word in ("anyOf", "oneOf", "allOf") for one in schema.get(word, ())]
    parts += [part for word in ("items", "additionalProperties") if isinstance(part := schema.get(word), dict)]
    for part in parts:
        yield from fields(part, known, name, seen)
    for inner, part in schema.get("properties", {}).items():
        yield from fields(part, known, inner, seen)
    if not parts:
        yield name, schema


def opened(app: FastAPI) -> dict[str, set[str]]:
    """By scope: the free text and the files of its replies."""
    document = app.openapi()
    known, operations = document["components"]["schemas"], []
    for path, methods in document["paths"].items():
        operations += [(path, operation) for method, operation in methods.items() if method != "parameters"]
    taken = {
        name
        for _, operation in operations
        for body in operation.get("requestBody", {}).get("content", {}).values()
        for name, schema in fields(body.get("schema", {}), known)
        if name and is_free(schema)
    } | MADE_OF_IT
    found: dict[str, set[str]] = {}
    for path, operation in operations:
        for scope in (scope for way in operation.get("security", ()) for scope in way.get("oauth2", ())):
            contents = [
                content
                for status, reply in operation["responses"].items()
                if status[0] == "2"
                for content in reply.get("content", {}).items()
            ]
            for kind, content in contents:
                named = {n for n, part in fields(content.get("schema", {}), known) if n in taken and "enum" not in part}
                file = {kind} if kind == "application/octet-stream" else set()
                found.setdefault(scope, set()).update(f"{name} of {path}" for name in named | file)
    return {scope: what for scope, what in found.items() if what}


@pytest.mark.parametrize("name", SERVICES)
def test_every_scope_that_opens_free_text_says_so(service_of: Callable[[str], Service], name: str) -> None:
    found = opened(service_of(name).app)
    assert found
    assert {scope: what for scope, what in found.items() if scope not in FREE_TEXT | OTHERWISE} == {}


def test_no_scope_says_so_in_vain(service_of: Callable[[str], Service]) -> None:
    found = {scope for name in SERVICES for scope in opened(service_of(name).app)}
    assert FREE_TEXT.keys() - found == set()
    assert OTHERWISE.keys() - found == set()
    assert not FREE_TEXT.keys() & OTHERWISE.keys()


def behind(service: Service) -> list[APIRoute]:
    """The routes behind such scopes."""
    return [route for route in routes_of(service.app) if permission(route)[1] in FREE_TEXT]


@pytest.mark.parametrize("basis", ["consent", "directory_information", "studies", "audit_or_evaluation", "legal_order"])
@pytest.mark.parametrize("name", SERVICES)
async def test_no_party_on_another_basis_comes_in_there_whatever_its_token_says(
    service_of: Callable[[str], Service], name: str, basis: str
) -> None:
    service, district_id = service_of(name), new_id()
    outsider = service.outsider(district_id, new_id(), basis)
    official = service.outsider(district_id, new_id(), "school_official")
    asked = 0
    for route in behind(service):
        path = route.path_format.format(**{wanted: str(new_id()) for wanted in route.param_convertors})
        method = next(iter(route.methods or ()))
        assert refusal_of(await outsider.request(method, path)) == (403, "scope_missing"), route.name
        reply = await official.request(method, path)
        assert reply.status_code < 500, reply.text
        assert reply.status_code < 300 or refusal_of(reply)[1] != "scope_missing", route.name
        asked += 1
    assert asked >= {"partners": 8, "scheduling": 40, "assessment": 6, "notifications": 10}[name], asked
