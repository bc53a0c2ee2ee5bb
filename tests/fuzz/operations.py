"""Which operations a run tries: all in a long one; else a third, first those that differ from what others have."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.effort import EFFORT

ROOT = Path(__file__).parents[2]
SHARE = 3

Document = dict[str, Any]


def tried(contract: Document, before: Document | None, *, effort: int = EFFORT) -> list[str]:
    """Ids of the operations to try. Which of the unchanged ones come is up to what the contract says: another third each time."""
    said, former = dict(_operations(contract)), dict(_operations(before or contract))
    if effort > 1:
        return list(said)
    changed = [id_ for id_ in said if said[id_] != former.get(id_)]
    lots = sorted(said.keys() - set(changed), key=lambda id_: _hash([said, id_]))
    return changed + lots[: max(0, len(said) // SHARE - len(changed))]


def now(service: str) -> Document:
    """The contract as it stands; tests/contracts holds that the service says the same."""
    found: Document = json.loads((ROOT / f"contracts/openapi/{service}.json").read_text())
    return found


def others_have(service: str) -> Document | None:
    """The contract as others have it; None when git cannot tell."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ""

    if git("rev-parse", "HEAD") == git("rev-parse", "origin/main"):
        base = "HEAD~1"
    else:
        base = git("merge-base", "HEAD", "origin/main").strip() or "HEAD"
    found = git("show", f"{base}:contracts/openapi/{service}.json")
    return json.loads(found) if found else None


def _operations(contract: Document) -> Iterator[tuple[str, str]]:
    """Each operation's id, and a word for all it says: what it refers to may change too."""
    schemas = contract.get("components", {}).get("schemas", {})
    for path, item in contract.get("paths", {}).items():
        for operation in item.values():
            if isinstance(operation, dict) and "operationId" in operation:
                yield operation["operationId"], _hash([path, operation, _referred(operation, schemas)])


def _referred(said: Any, schemas: Document) -> Document:
    found: Document = {}
    waiting = [said]
    while waiting:
        match waiting.pop():
            case {"$ref": str(ref), **rest}:
                name = ref.rpartition("/")[2]
                if name not in found and name in schemas:
                    found[name] = schemas[name]
                    waiting.append(schemas[name])
                waiting += rest.values()
            case dict(inner):
                waiting += inner.values()
            case list(inner):
                waiting += inner
    return found


def _hash(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
