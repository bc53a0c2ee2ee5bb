"""A body for a call, made from what its model says it takes: required fields only, each with the first thing that fits."""

from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute
from pydantic import TypeAdapter

BY_FORMAT = {"uuid": str(UUID(int=1)), "date": "2026-11-23", "date-time": "2026-11-23T08:00:00Z"}


def sample_of(route: APIRoute) -> Any:
    """Something the route's body may be, unless the model asks for more than a schema says."""
    body: Any = route.body_field
    schema = TypeAdapter(body.field_info.annotation).json_schema()
    return _fitting(schema, schema.get("$defs", {}))


def _fitting(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _fitting(known[schema["$ref"].rpartition("/")[2]], known)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _fitting(schema[several][0], known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            wanted = schema.get("properties", {})
            return {name: _fitting(wanted[name], known) for name in schema.get("required", ())}
        case "array":
            return [_fitting(schema.get("items", {}), known)] * schema.get("minItems", 0)
        case "string":
            if schema.get("pattern", "").startswith("^https"):
                return "https://example.org/x"
            return BY_FORMAT.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    return "x"
