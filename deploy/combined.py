"""The four services as one OpenAPI document, as they stand behind a district's gateway: for one client of all of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]


class NameTakenTwice(ValueError):
    """A component of one name is something else in another service."""


def combined(documents: Mapping[str, Document]) -> Document:
    """One document of each service's; every path begins with its service, as the gateway has it.

    What the kernel gives to all is there once. An operation every service has is called by its service, too.
    """
    counted = Counter(operation["operationId"] for one in documents.values() for operation in _operations(one))
    first = next(iter(documents.values()))
    return {
        "openapi": first["openapi"],
        "info": {
            **first["info"],
            "title": "Throughline",
            "summary": "All services, as they stand behind a district's gateway.",
            "description": "Each path begins with its service; without a gateway that part is the service's address. "
            "Refusals are problem details (RFC 9457) with stable codes.",
        },
        "servers": [{"url": "/", "description": "The district's gateway"}],
        "paths": {
            f"/{service}{path}": _called(service, item, counted)
            for service, document in documents.items()
            for path, item in document["paths"].items()
        },
        "components": _components(documents),
        "tags": _tags(documents),
    }


def _operations(document: Document) -> Iterator[Document]:
    for item in document["paths"].values():
        yield from item.values()


def _called(service: str, item: Document, counted: Mapping[str, int]) -> Document:
    """The operations of a path; generators want an id to be of one."""
    return {
        method: {
            **operation,
            "operationId": f"{operation['operationId']}_of_{service}"
            if counted[operation["operationId"]] > 1
            else operation["operationId"],
        }
        for method, operation in item.items()
    }


def _components(documents: Mapping[str, Document]) -> Document:
    found: Document = {}
    for document in documents.values():
        for kind, components in document["components"].items():
            if kind != "securitySchemes":
                # The same refusal has an example in each service, whose name is in it: any will do.
                _add(found.setdefault(kind, {}), components, one_of_them=kind == "examples")
    schemes = [document["components"]["securitySchemes"] for document in documents.values()]
    return {**{kind: dict(sorted(found[kind].items())) for kind in found}, "securitySchemes": _schemes(schemes)}


def _add(to: Document, components: Document, *, one_of_them: bool) -> None:
    for name, component in components.items():
        if to.setdefault(name, component) != component and not one_of_them:
            raise NameTakenTwice(name)


def _schemes(several: list[Document]) -> Document:
    """The first, whose flows have the scopes of all."""
    found: Document = json.loads(json.dumps(several[0]))
    for scheme in several[1:]:
        for name, flow in scheme["oauth2"]["flows"].items():
            found["oauth2"]["flows"][name]["scopes"] |= flow["scopes"]
    for flow in found["oauth2"]["flows"].values():
        flow["scopes"] = dict(sorted(flow["scopes"].items()))
    return found


def _tags(documents: Mapping[str, Document]) -> list[Document]:
    found = {tag["name"]: tag for document in documents.values() for tag in document["tags"]}
    return [found[name] for name in sorted(found)]
