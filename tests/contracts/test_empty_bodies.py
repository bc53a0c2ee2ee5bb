"""A body of which nothing is required need not be sent, unless a call without it would say nothing."""

from typing import Any

import orjson
import pytest

from deploy.contracts import CONTRACTS
from shared.testing.servers import SERVICES

#: Nothing by itself is required in these, but something is: their model says what.
ONE_OF_ITS_FIELDS = {"explain_identity_provider", "add_team_member", "preview_escalation_ladder"}


def asks_for_nothing(operation: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Has it a JSON object for its body, with no field that is required?"""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return schema.get("type") == "object" and "properties" in schema and not schema.get("required")


@pytest.mark.parametrize("service", SERVICES)
def test_a_body_that_says_nothing_need_not_be_sent(service: str) -> None:
    document = orjson.loads((CONTRACTS / "openapi" / f"{service}.json").read_bytes())
    found = {
        operation["operationId"]: operation["requestBody"].get("required", False)
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in ("post", "put") and asks_for_nothing(operation, document["components"]["schemas"])
    }
    assert found or service in ("assessment",)
    assert {name for name, required in found.items() if required} <= ONE_OF_ITS_FIELDS
