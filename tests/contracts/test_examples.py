"""Every reply of the contracts has an example that is one: a mock server made of them answers with what a client can use."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from shared.testing.servers import SERVICES
from tests.contracts.patch_bodies import Contract, read

EVERY = [*SERVICES, "throughline"]


def replies(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    """(operation, status and type, what the contract says) of every reply with a body."""
    for item in contract["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                for kind, content in response.get("content", {}).items():
                    yield f"{operation['operationId']} {status} {kind}", content


def examples(contract: Contract, content: dict[str, Any]) -> list[Any]:
    """The examples of a reply."""
    named = [one["$ref"].rpartition("/")[2] for one in content.get("examples", {}).values()]
    found = [contract["components"]["examples"][name]["value"] for name in named]
    return [*found, content["example"]] if "example" in content else found


@pytest.mark.parametrize("service", EVERY)
def test_every_reply_has_an_example_of_each_form(service: str) -> None:
    contract = read(service)
    short = [
        reply
        for reply, content in replies(contract)
        # A file's bytes are whatever was handed in.
        if content["schema"].get("format") != "binary"
        and len(examples(contract, content)) < len(content["schema"].get("oneOf", [0]))
    ]
    assert short == []


@pytest.mark.parametrize("service", EVERY)
def test_an_example_is_what_its_schema_says(service: str) -> None:
    contract, faults = read(service), []
    registry = jsonschema_rs.Registry([("urn:c", {"$id": "urn:c", "components": contract["components"]})])
    known: dict[str, Any] = {}
    for reply, content in replies(contract):
        text = json.dumps(content.get("schema", {})).replace('"#/components/', '"urn:c#/components/')
        if text not in known:
            known[text] = jsonschema_rs.Draft202012Validator(json.loads(text), registry=registry, validate_formats=True)
            faults += [
                f"{reply} {'/'.join(map(str, error.instance_path))}: {error.message[:160]}"
                for example in examples(contract, content)
                for error in known[text].iter_errors(example)
            ]
    assert len(known) > 50
    assert faults == []
