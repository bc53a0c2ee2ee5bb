"""What goes with a call: made from what its model says it takes, unless its room's seed says more."""

from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from shared.web.openapi import takes_version
from tests.isolation import seeds

BY_FORMAT = {"uuid": str(UUID(int=1)), "date": "2026-11-23", "date-time": "2026-11-23T08:00:00Z"}


def body_of(route: APIRoute, things: dict[str, str]) -> Any:
    """A body that passes validation, about these things where it speaks of any."""
    speaks = getattr(seeds.module_of(route), "bodies", None)
    of_things = speaks(things) if speaks else {}
    if route.name in of_things:
        return of_things[route.name]
    said = seeds.stated(route, "BODIES")
    return sample_of(route, things) if said is None else said


def sent_to(route: APIRoute, things: dict[str, str]) -> dict[str, Any]:
    """Headers, query and body that leave only the row, or whoever asks, to be refused."""
    headers = {"If-Match": '"1"'} if takes_version(route) or route.path.startswith("/scim/") else {}
    sent: dict[str, Any] = {"headers": headers, "params": seeds.stated(route, "QUERIES")}
    if (upload := seeds.stated(route, "UPLOADS")) is not None:
        kind, content = upload
        return {**sent, "headers": {**headers, "Content-Type": kind}, "content": content}
    return sent if route.body_field is None else {**sent, "json": body_of(route, things)}


def sample_of(route: APIRoute, things: dict[str, str]) -> Any:
    """Something the route's body may be, unless the model asks for more than a schema says.

    It has what is required and whatever names one of the things; a patch has its first field.
    """
    body: Any = route.body_field
    schema = TypeAdapter(body.field_info.annotation).json_schema()
    if "PATCH" in (route.methods or ()) and not schema.get("required"):
        first = dict([*schema.get("properties", {}).items()][:1])
        return _fitting({**schema, "properties": first, "required": [*first]}, schema.get("$defs", {}), {})
    return _fitting(schema, schema.get("$defs", {}), things)


def _fitting(schema: dict[str, Any], known: dict[str, Any], things: dict[str, str]) -> Any:
    if "$ref" in schema:
        return _fitting(known[schema["$ref"].rpartition("/")[2]], known, things)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _fitting(schema[several][0], known, things)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            return _object(schema, known, things)
        case "array":
            return [_fitting(schema.get("items", {}), known, things)] * schema.get("minItems", 0)
        case "string":
            if schema.get("pattern", "").startswith("^https"):
                return "https://example.org/x"
            return BY_FORMAT.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    return "x"


def _object(schema: dict[str, Any], known: dict[str, Any], things: dict[str, str]) -> dict[str, Any]:
    wanted = schema.get("properties", {})
    found = {name: _fitting(wanted[name], known, things) for name in schema.get("required", ())}
    found |= {name: things[name] for name in wanted if name in things}
    # `school_ids` are of the thing that paths call `school_id`.
    return found | {name: [things[name[:-1]]] for name in wanted if name.endswith("_ids") and name[:-1] in things}
