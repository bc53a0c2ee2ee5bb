"""Clients of the last release go on working: what they send is taken, what they rely on is there."""

import copy
import json
from typing import Any

import pytest

from deploy import breaking

ROW = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "state": {"enum": ["open", "done"]},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        "note": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]},
    },
}
JSON = "application/json"
#: What comes in several kinds.
KINDS = [{"type": "object", "properties": {name: {"const": name}}, "required": [name]} for name in ("a", "b")]


def document() -> dict[str, Any]:
    """One operation that takes rows and answers with one, and an event."""
    row = {"schema": {"$ref": "#/components/schemas/Row"}}
    sent = {"schema": {"type": "object", "properties": {"rows": {"$ref": "#/components/schemas/Row"}}}}
    operation = {
        "security": [{"oauth2": ["rows:write"]}],
        "parameters": [{"in": "query", "name": "state", "schema": {"type": "string", "enum": ["open", "done"]}}],
        "requestBody": {"required": False, "content": {JSON: sent}},
        "responses": {"200": {"content": {JSON: row}}, "202": {}},
    }
    return copy.deepcopy(
        {
            "paths": {"/rows": {"post": operation}},
            "components": {"schemas": {"Row": ROW}},
            "events": {
                "row.made.v1": {"type": "object", "properties": {"id": {"type": "string"}}},
                "kinds.v1": {"anyOf": KINDS},
            },
        }
    )


def changed(*path: str, to: Any = None) -> list[str]:
    """What breaks when the value at a path is another, or gone."""
    now = document()
    part: Any = now
    for name in path[:-1]:
        part = part[int(name)] if isinstance(part, list) else part[name]
    if to is None:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return breaking.breaks(document(), now)


OPERATION = ("paths", "/rows", "post")
MODEL = ("components", "schemas", "Row")


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("paths", "/rows"), None, ["POST /rows: is gone"]),
        ((*OPERATION, "security"), [{"oauth2": ["rows:all"]}], ["POST /rows: needs another scope"]),
        ((*OPERATION, "security"), [{"ticket": []}], ["POST /rows: needs another scope"]),
        ((*OPERATION, "parameters"), [], ["POST /rows: state is taken no more"]),
        ((*OPERATION, "parameters", "0", "required"), True, ["POST /rows: state must be sent"]),
        ((*OPERATION, "parameters", "0", "schema", "enum"), ["open"], ["POST /rows ?state: takes no more done"]),
        ((*OPERATION, "requestBody", "required"), True, ["POST /rows: a body must be sent"]),
        ((*OPERATION, "requestBody", "content"), {}, ["POST /rows: a body may be no application/json any more"]),
        ((*OPERATION, "responses", "202"), None, ["POST /rows: 202 is answered no more"]),
        ((*OPERATION, "responses", "200", "content"), {}, ["POST /rows: 200 is no application/json any more"]),
        ((*MODEL, "required"), ["id", "state"], ["Row as sent.state: must be sent"]),
        ((*MODEL, "required"), [], ["Row.id: may be missing"]),
        (
            (*MODEL, "properties", "id", "format"),
            "date",
            ["Row as sent.id: is date instead of uuid", "Row.id: is date instead of uuid"],
        ),
        ((*MODEL, "properties", "id"), None, ["Row as sent.id: is taken no more", "Row.id: is there no more"]),
        (
            (*MODEL, "properties", "state", "enum"),
            ["open"],
            ["Row as sent.state: takes no more done", "Row.state: says done no more"],
        ),
        (
            (*MODEL, "properties", "parts", "type"),
            "string",
            ["Row as sent.parts: is string instead of array", "Row.parts: is string instead of array"],
        ),
        ((*MODEL, "properties", "note", "anyOf", "0", "maxLength"), 8, ["Row as sent.note: maxLength is 8"]),
        (("events", "row.made.v1"), None, ["row.made.v1: is gone"]),
        (("events", "kinds.v1", "anyOf"), [*KINDS, {"type": "null"}], ["kinds.v1: is null instead of object"]),
        (("events", "row.made.v1", "properties", "id"), None, ["row.made.v1.id: is there no more"]),
    ],
)
def test_what_breaks_a_client_is_said(path: tuple[str, ...], to: Any, said: list[str]) -> None:
    assert changed(*path, to=to) == said


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("paths", "/more"), {"get": {}}),
        ((*MODEL, "properties", "more"), {"type": "string"}),
        ((*MODEL, "properties", "note", "anyOf", "0", "maxLength"), 10),
        ((*OPERATION, "responses", "201"), {}),
        (("events", "kinds.v1", "anyOf"), [*KINDS, {"type": "object", "properties": {"c": {}}}]),
        ((*OPERATION, "parameters", "0", "schema", "enum"), ["open", "done", "late"]),
        ((*OPERATION, "parameters", "0", "description"), "In which state."),
        ((*OPERATION, "security"), [{"oauth2": ["rows:write"]}, {"ticket": []}]),
    ],
)
def test_what_is_added_breaks_nobody(path: tuple[str, ...], to: Any) -> None:
    assert changed(*path, to=to) == []


def test_nothing_breaks_a_client_of_the_last_release_unless_it_is_meant() -> None:
    released = json.loads((breaking.RELEASED / "contracts.json").read_text())
    assert len(released["paths"]) > 200
    assert breaking.breaks(released, breaking.promised()) == sorted(breaking.allowed())


def test_what_is_promised_has_properties_that_are_called_as_words_are() -> None:
    released = json.loads((breaking.RELEASED / "contracts.json").read_text())
    assert "title" in released["components"]["schemas"]["Plan"]["properties"]
    assert "title" not in released["components"]["schemas"]["Plan"]
