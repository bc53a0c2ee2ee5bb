"""Holds replies against the committed contract: status, headers, body."""

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs

CONTRACTS = Path(__file__).parents[2] / "contracts" / "openapi"
#: Headers that browsers, caches and proxies act on by themselves; no contract names them.
OF_THE_WAY = frozenset(
    {
        *("content-type", "content-length", "cache-control", "pragma", "vary", "x-accel-buffering", "set-cookie"),
        *("x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy", "x-robots-tag"),
        *("cross-origin-resource-policy", "date", "server", "transfer-encoding"),
    }
)
CORS = "access-control-"
#: What the contract is called where its models refer to each other.
CONTRACT = "urn:contract"


#: Every watch of this process.
WATCHED: "list[Watch]" = []


class Watch:
    """The contract of a service, ready to be held against what it sends."""

    def __init__(self, service: str) -> None:
        WATCHED.append(self)
        self.service = service
        self._validators: dict[str, Any] = {}
        #: Operations that were called with success.
        self.succeeded: set[str] = set()

    @cached_property
    def document(self) -> dict[str, Any]:
        """What the service promises; a test holds that it is what the code says."""
        found: dict[str, Any] = json.loads((CONTRACTS / f"{self.service}.json").read_text())
        return found

    @cached_property
    def _registry(self) -> Any:
        models = {"$id": CONTRACT, "components": self.document["components"]}
        return jsonschema_rs.Registry([(CONTRACT, models)])

    def _validator(self, schema: dict[str, Any]) -> Any:
        """Of a schema that names models of the contract, which all share one copy."""
        text = json.dumps(schema).replace('"#/components/', f'"{CONTRACT}#/components/')
        if text not in self._validators:
            self._validators[text] = jsonschema_rs.Draft202012Validator(
                json.loads(text), registry=self._registry, validate_formats=True
            )
        return self._validators[text]

    @cached_property
    def _forms(self) -> dict[int, list[tuple[re.Pattern[str], str]]]:
        """The contract's paths by how many parts they have."""
        found: dict[int, list[tuple[re.Pattern[str], str]]] = {}
        # What is fixed in a path wins over what is named: /v1/staff/merge is no staff member.
        for path in sorted(self.document["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")]):
            form = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$")
            found.setdefault(path.count("/"), []).append((form, path))
        return found

    def path_of(self, path: str) -> str | None:
        """The path of the contract that an address is of."""
        return next((found for form, found in self._forms.get(path.count("/"), ()) if form.match(path)), None)

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What the contract says of a call; None of what is not in it."""
        found = self.path_of(path)
        return None if found is None else self.document["paths"][found].get(method.lower())

    def check(self, reply: httpx.Response) -> None:
        """Fails when a reply is not what the contract says; remembers which operations succeeded."""
        faults = self.faults(reply)
        operation = self.operation(reply.request.method, reply.request.url.path)
        if operation is not None and reply.status_code < 400:
            self.succeeded.add(operation["operationId"])
        assert not faults, "\n".join([*faults, "(Contracts are written by `make contracts`.)"])

    def faults(self, reply: httpx.Response) -> list[str]:
        """What of a reply the contract does not say; none of what is not in the contract."""
        method, path = reply.request.method, reply.request.url.path
        operation = self.operation(method, path)
        if operation is None:
            return []
        status = str(reply.status_code)
        said = operation["responses"].get(status, operation["responses"].get("default", {}) if status[0] != "2" else {})
        if not said:
            return [
                f"{operation['operationId']} answers {status}, which its contract does not know: {reply.text[:300]}"
            ]
        known = {name.lower() for name in said.get("headers", ())} | OF_THE_WAY
        found = [
            f"{operation['operationId']} {status} sends {name}"
            for name in reply.headers
            if name not in known and not name.startswith(CORS)
        ]
        return found + self._of_body(operation["operationId"], said, status, reply)

    def _of_body(self, operation: str, said: dict[str, Any], status: str, reply: httpx.Response) -> list[str]:
        if reply.request.method == "HEAD":
            return []
        kind = reply.headers.get("content-type", "").partition(";")[0]
        content = said.get("content", {})
        if not reply.content and not content:
            return []
        if kind not in content:
            return [f"{operation} {status} is {kind or 'nothing'}, and its contract says {[*content]}"]
        if not kind.endswith(("/json", "+json")) or not content[kind].get("schema"):
            return []
        errors = self._validator(content[kind]["schema"]).iter_errors(reply.json())
        return [f"{operation} {status} {'/'.join(map(str, one.instance_path))}: {one.message[:200]}" for one in errors]
