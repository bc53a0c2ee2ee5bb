"""The TypeScript client of contracts: its types and tables from the combined contract, its JavaScript from its sources.

`python -m deploy.clients`, and part of `make contracts`. A page without a build takes what lies in `dist` as it is.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.testing import npm
from shared.testing.trees import ToolFailed

CONTRACTS = Path(__file__).parents[1] / "contracts"
CLIENTS = CONTRACTS / "clients"
TYPESCRIPT = CLIENTS / "typescript"
#: What is written here; all else in the folder is written by hand.
WRITTEN = ("contract.d.ts", "src/facts.ts", "dist")
TIMEOUT = 600
PROBLEM = "application/problem+json"

Document = dict[str, Any]


def write(folder: Path = TYPESCRIPT, contract: Path = CONTRACTS / "openapi" / "throughline.json") -> list[Path]:
    """Write what is made of the contract, beside what is written by hand. Raises `ToolFailed`."""
    npm.ensure()
    document = json.loads(contract.read_text())
    (folder / "src" / "facts.ts").write_text(facts(document))
    with tempfile.TemporaryDirectory() as made:
        slim_contract = Path(made) / "contract.json"
        slim_contract.write_text(json.dumps(slim(document)))
        types = npm.command(npm.PINNED / "types.mjs", str(slim_contract), str(folder / "contract.d.ts"))
        _run(types)
    shutil.rmtree(folder / "dist", ignore_errors=True)
    _run(
        [str(npm.NODE), str(npm.MODULES / "typescript" / "bin" / "tsc"), "--project", str(folder), "--pretty", "false"]
    )
    return [folder / name for name in WRITTEN]


def slim(document: Document) -> Document:
    """The contract as the client needs it: no examples, no headers of replies (it reads them itself), refusals as one."""
    return {
        **document,
        "paths": {
            path: {method: _operation(operation) for method, operation in item.items()}
            for path, item in document["paths"].items()
        },
        "components": {"schemas": document["components"]["schemas"]},
    }


def _operation(operation: Document) -> Document:
    # Said twice is one line too many, hundreds of times.
    about = (
        {} if operation.get("description") == operation.get("summary") else {"description": operation["description"]}
    )
    rest = {name: value for name, value in operation.items() if name != "description"}
    for content in rest.get("requestBody", {}).get("content", {}).values():
        content.pop("example", None)
    return {**rest, **about, "responses": _responses(operation)}


def _responses(operation: Document) -> Document:
    found: Document = {}
    refused: list[Document] = []
    for status, response in operation["responses"].items():
        content = {
            kind: {"schema": media["schema"]}
            for kind, media in response.get("content", {}).items()
            if "schema" in media
        }
        if PROBLEM in content:
            refused += content[PROBLEM]["schema"].get("oneOf", [content[PROBLEM]["schema"]])
        elif int(status) < 300:
            found[status] = {"description": response["description"], **({"content": content} if content else {})}
    if refused:
        each = list({json.dumps(schema): schema for schema in refused}.values())
        found["default"] = {"description": "Refused.", "content": {PROBLEM: {"schema": {"oneOf": each}}}}
    return found


def facts(document: Document) -> str:
    """What the client has to know of calls while it runs."""
    unkeyed = "\n".join(f"  {json.dumps(path)}," for path in sorted(_unkeyed(document)))
    return (
        "// Written from the contract: `make contracts`.\n\n"
        "/** The POSTs that take no Idempotency-Key: their replies show a secret and are not kept, or nobody repeats them. */\n"
        f"export const UNKEYED: ReadonlySet<string> = new Set([\n{unkeyed}\n]);\n"
    )


def _unkeyed(document: Document) -> Iterator[str]:
    for path, item in document["paths"].items():
        named = {parameter["name"] for parameter in item.get("post", {}).get("parameters", [])}
        if "post" in item and "Idempotency-Key" not in named:
            yield path


def _run(command: list[str]) -> None:
    done = npm.run(command, TIMEOUT, {"NO_COLOR": "1"})
    if done.returncode:
        raise ToolFailed(npm.output(done))


if __name__ == "__main__":
    for file in write(*map(Path, sys.argv[1:])):
        print(file)
