"""The four services as one document: a client of all of them has each type, and each operation, once."""

from typing import Any

import pytest

from deploy.combined import NameTakenTwice, combined
from shared.testing.servers import SERVICES
from tests.contracts.patch_bodies import read


def document(**schemas: Any) -> dict[str, Any]:
    """A service with one operation that all services have, and these models."""
    flow = {"tokenUrl": "/token", "scopes": {name: name for name in schemas}}
    return {
        "openapi": "3.1.0",
        "info": {},
        "paths": {"/v1/things": {"get": {"operationId": "list_things"}}},
        "components": {"schemas": schemas, "securitySchemes": {"oauth2": {"flows": {"clientCredentials": flow}}}},
        "tags": [],
    }


def test_what_two_services_have_is_there_once() -> None:
    found = combined({"one": document(Same={"type": "string"}), "two": document(Same={"type": "string"}, Own={})})
    assert found["components"]["schemas"] == {"Own": {}, "Same": {"type": "string"}}
    assert found["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"].keys() == {
        *("Own", "Same")
    }


def test_an_operation_of_two_services_is_called_by_its_service() -> None:
    found = combined({"one": document(), "two": document()})
    assert {path: item["get"]["operationId"] for path, item in found["paths"].items()} == {
        "/one/v1/things": "list_things_of_one",
        "/two/v1/things": "list_things_of_two",
    }
    alone = combined({"one": document()})
    assert alone["paths"]["/one/v1/things"]["get"]["operationId"] == "list_things"


def test_a_name_is_of_one_thing_in_all_services() -> None:
    with pytest.raises(NameTakenTwice, match="Same"):
        combined({"one": document(Same={"type": "string"}), "two": document(Same={"type": "integer"})})


def test_the_combined_contract_has_every_call_of_every_service() -> None:
    found = read("throughline")
    there = {f"{method} {path}" for path, item in found["paths"].items() for method in item}
    assert there == {
        f"{method} /{service}{path}"
        for service in SERVICES
        for path, item in read(service)["paths"].items()
        for method in item
    }
    ids = [operation["operationId"] for item in found["paths"].values() for operation in item.values()]
    assert len(set(ids)) == len(ids)
