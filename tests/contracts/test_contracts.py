"""The committed contracts are what the code says, and independent tools accept them."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy import breaking, clients, contracts
from shared.events.event import Consumed
from shared.testing.servers import SERVICES
from tests.contracts import patch_bodies
from tests.contracts.linters import linters

STUDENT_WORDS = ("student_name", "birth", "note", "guardian", "phone", "sms", "grade_of")


def test_the_committed_contracts_are_what_the_code_says(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path): path.read_text() for path in contracts.write(tmp_path)}
    committed = {
        path.relative_to(contracts.CONTRACTS): path.read_text()
        for path in contracts.CONTRACTS.rglob("*")
        if path.is_file() and path.parent != breaking.RELEASED and not path.is_relative_to(clients.CLIENTS)
    }
    stale = sorted(str(name) for name in written.keys() | committed.keys() if written.get(name) != committed.get(name))
    assert stale == [], "run: make contracts"


@pytest.mark.parametrize("service", [*SERVICES, "throughline"])
def test_openapi_is_clean_under_the_linter(service: str) -> None:
    linters.ensure()
    assert linters.lint_openapi(contracts.CONTRACTS / "openapi" / f"{service}.json") == []


def test_openapi_is_clean_under_the_rules_of_spectral() -> None:
    assert linters.lint_by_spectral(contracts.CONTRACTS / "openapi" / "throughline.json") == []


def test_spectral_sees_an_example_that_is_none_and_a_default_that_its_bounds_forbid(tmp_path: Path) -> None:
    broken = patch_bodies.read("notifications")
    broken["components"]["schemas"]["Problem"]["properties"]["title"] |= {"default": "", "minLength": 1}
    broken["components"]["examples"]["NotFoundProblem"]["value"].pop("code")
    (tmp_path / "broken.json").write_text(json.dumps(broken))
    found = " ".join(linters.lint_by_spectral(tmp_path / "broken.json"))
    assert "oas3-valid-media-example" in found
    assert "oas3-valid-schema-example" in found


def test_asyncapi_is_valid() -> None:
    linters.ensure()
    assert linters.lint_asyncapi(contracts.CONTRACTS / "asyncapi.yaml") == []


@pytest.mark.parametrize("event", contracts.events(), ids=lambda event: event.type)
def test_an_event_schema_is_valid_and_names_nothing_of_a_student(event: Any) -> None:
    schema = contracts.data_schema(event)
    jsonschema.Draft202012Validator.check_schema(schema)
    fields = set(schema["properties"])
    for part in schema.get("$defs", {}).values():
        fields |= set(part.get("properties", {}))
    # Who signed is told as an id, as the student is; their names stay where the roster is.
    fields.discard("guardian_id")
    assert [name for name in fields if any(word in name for word in STUDENT_WORDS)] == []


def test_there_are_contracts_to_look_at() -> None:
    assert len(contracts.events()) >= 25
    assert len(consumed()) >= 25
    assert {service for service, _ in consumed()} == {*SERVICES}


def test_a_consumer_that_reads_what_nobody_publishes_is_seen() -> None:
    read = {"properties": {"name": {"type": "string"}}, "required": ["name"]}
    sometimes: dict[str, Any] = {"properties": {"name": {"type": "string"}}}
    never: dict[str, Any] = {"properties": {}}
    for published in (never, sometimes):
        with pytest.raises(AssertionError):
            _assert_within(read, published, {}, {}, "x")
    _assert_within(read, {**sometimes, "required": ["name"]}, {}, {}, "x")


def consumed() -> list[tuple[str, type[Consumed]]]:
    """Every class by which a service reads somebody's event."""
    found = []
    for service in SERVICES:
        for pairs in import_module(f"services.{service}.consumers").consumers.handlers.values():
            found += [(service, kind) for kind, _ in pairs]
    return found


@pytest.mark.parametrize(("service", "kind"), consumed(), ids=lambda value: getattr(value, "type", value))
def test_what_a_consumer_reads_the_producer_publishes(service: str, kind: type[Consumed]) -> None:
    produced = {event.type: contracts.data_schema(event) for event in contracts.events()}
    assert kind.type in produced, f"{service} listens to {kind.type}, which nobody publishes"
    wanted = kind.model_json_schema()
    _assert_within(
        wanted, produced[kind.type], wanted.get("$defs", {}), produced[kind.type].get("$defs", {}), kind.__name__
    )


def _assert_within(wanted: Any, given: Any, wanted_defs: Any, given_defs: Any, where: str) -> None:
    """Every field a consumer needs is one the producer always sends, of a type it can read."""
    wanted, given = _resolved(wanted, wanted_defs), _resolved(given, given_defs)
    for name, schema in wanted.get("properties", {}).items():
        assert name in given.get("properties", {}), f"{where}.{name} is not published"
        if name in wanted.get("required", []):
            assert name in given.get("required", []), f"{where}.{name} is not always published"
        _assert_within(schema, given["properties"][name], wanted_defs, given_defs, f"{where}.{name}")
    if "items" in wanted:
        _assert_within(wanted["items"], given.get("items", {}), wanted_defs, given_defs, f"{where}[]")
    assert _types(given) <= _types(wanted), f"{where}: published as {_types(given)}, read as {_types(wanted)}"


def _resolved(schema: Any, defs: Any) -> Any:
    return defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _types(schema: Any) -> set[str]:
    if "anyOf" in schema:
        return set().union(*(_types(part) for part in schema["anyOf"]))
    return {schema["type"]} if "type" in schema else set()
