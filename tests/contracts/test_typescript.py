"""The TypeScript client is what the contract and its sources say, and its types let through what the contract allows."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy import clients
from deploy.clients import TYPESCRIPT, WRITTEN
from shared.testing import npm
from shared.web.app import VERSION

USAGE = Path(__file__).parent / "clients" / "typescript"
TSC = npm.MODULES / "typescript" / "bin" / "tsc"
TIMEOUT = 600


def files(folder: Path) -> dict[str, str]:
    """Whatever is written there."""
    found = [
        file
        for name in WRITTEN
        for file in ([folder / name] if (folder / name).is_file() else (folder / name).iterdir())
    ]
    return {str(file.relative_to(folder)): file.read_text() for file in found}


def test_what_is_written_of_the_client_is_what_the_contract_says(tmp_path: Path) -> None:
    folder = tmp_path / "typescript"
    shutil.copytree(
        TYPESCRIPT, folder, ignore=shutil.ignore_patterns("dist", "contract.d.ts", "facts.ts", "node_modules")
    )
    clients.write(folder)
    written, committed = files(folder), files(TYPESCRIPT)

    stale = sorted(name for name in written.keys() | committed.keys() if written.get(name) != committed.get(name))
    assert stale == [], "run: make contracts"


def test_a_program_of_a_front_end_compiles_and_one_with_faults_does_not(tmp_path: Path) -> None:
    """Each line that must not compile says so: were one let through, the compiler would name it."""
    npm.ensure()
    shutil.copytree(USAGE, tmp_path / "usage")
    (tmp_path / "usage" / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules" / "@throughline").mkdir(parents=True)
    (tmp_path / "node_modules" / "@throughline" / "client").symlink_to(TYPESCRIPT)
    done = npm.run([str(npm.NODE), str(TSC), "--project", str(tmp_path / "usage"), "--pretty", "false"], TIMEOUT)

    assert done.returncode == 0, npm.output(done)


def test_the_package_says_what_it_is() -> None:
    said = json.loads((TYPESCRIPT / "package.json").read_text())

    assert (said["version"], said["license"], said["type"]) == (VERSION, "Apache-2.0", "module")
    assert [name for name, file in said["exports"]["."].items() if (TYPESCRIPT / file).is_file()] == [
        "types",
        "default",
    ]
    assert said.keys().isdisjoint({"dependencies", "peerDependencies", "scripts"})


def test_what_others_on_the_way_send_is_understood_and_ends() -> None:
    npm.ensure()
    done = npm.run([str(npm.NODE), str(USAGE / "parts.mjs"), (TYPESCRIPT / "dist").as_uri()], TIMEOUT)
    assert done.returncode == 0, npm.output(done)
    said = json.loads(done.stdout)

    whole = [["", "", "", None], ["", "", "", 2], ["7", "a", "{\n}", None], ["", "b", "c: d", None]]
    assert said["events"] == [whole], "however the text is cut and its lines end"
    assert said["waits"] == [None, 3, 30, 0, None]
    assert said["matching"] == ['"3"', '"3-x"']
    assert said["over"] == [["session_missing"], 1]
    assert said["circle"] == "A page names itself as the next one."


def contract(**responses: Any) -> dict[str, Any]:
    """One call."""
    keyed = [{"name": "Idempotency-Key", "in": "header"}]
    return {
        "paths": {
            "/a": {"post": {"summary": "A", "description": "A", "parameters": keyed, "responses": responses}},
            "/b": {
                "post": {"summary": "B", "description": "More", "parameters": [], "responses": {}},
                "get": {"responses": {}},
            },
        },
        "components": {"schemas": {}, "examples": {"A": 1}},
    }


def test_types_are_of_replies_and_of_all_refusals_as_one() -> None:
    one, other = ({"$ref": f"#/components/schemas/{name}"} for name in ("OneProblem", "OtherProblem"))
    of = {clients.PROBLEM: {"schema": one, "examples": {}}}
    both = {clients.PROBLEM: {"schema": {"oneOf": [one, other]}}}
    found = clients.slim(
        contract(**{"200": {"description": "Yes", "headers": {}}, "404": {"content": of}, "409": {"content": both}})
    )

    assert found["paths"]["/a"]["post"]["responses"] == {
        "200": {"description": "Yes"},
        "default": {"description": "Refused.", "content": {clients.PROBLEM: {"schema": {"oneOf": [one, other]}}}},
    }
    assert [found["paths"][path]["post"].get("description") for path in ("/a", "/b")] == [None, "More"]
    assert found["components"] == {"schemas": {}}


def test_a_post_without_a_key_in_the_contract_is_sent_without_one() -> None:
    assert '"/b"' in clients.facts(contract())
    assert '"/a"' not in clients.facts(contract())


@pytest.mark.parametrize("file", sorted((TYPESCRIPT / "src").glob("*.ts")), ids=lambda file: file.name)
def test_the_client_keeps_no_token_and_logs_nothing(file: Path) -> None:
    text = file.read_text()
    assert [word for word in ("localStorage", "document.cookie", "console.") if word in text] == []
    assert len(text.splitlines()) <= 400
