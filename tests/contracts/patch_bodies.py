"""The bodies of merge patches, as the committed contracts have them."""

import json
from typing import Any

from deploy import contracts

Contract = dict[str, Any]


def bodies_of_patches(contract: Contract) -> dict[str, Contract]:
    """The schema of each PATCH's body, and of patches inside it, by its name."""
    schemas = contract["components"]["schemas"]
    found: dict[str, Contract] = {}
    waiting = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for path in contract["paths"].values()
        for method, operation in path.items()
        if method == "patch"
    ]
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in found:
            found[name] = schemas[name]
            # Within a patch only what is itself merged, never what is replaced whole.
            waiting += [ref for ref in _refs(schemas[name]) if ref.endswith(("Update", "Patch"))]
    return found


def _refs(schema: Any) -> list[str]:
    match schema:
        case {"$ref": str(ref)}:
            return [ref]
        case dict():
            return [ref for inner in schema.values() for ref in _refs(inner)]
        case list():
            return [ref for inner in schema for ref in _refs(inner)]
    return []


def read(service: str) -> Contract:
    """A committed contract."""
    found: Contract = json.loads((contracts.CONTRACTS / "openapi" / f"{service}.json").read_text())
    return found
