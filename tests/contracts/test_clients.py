"""Clients that independent generators make of the contracts compile, and send of a merge patch only what was named."""

import json
import re
from typing import Any

import pytest

from deploy.contracts import CONTRACTS
from shared.testing import npm
from shared.testing.servers import SERVICES
from shared.web.openapi import named
from tests.contracts.clients.recorder import Call, recording
from tests.contracts.clients.workspace import PYTHON, Done, Workspace
from tests.contracts.patch_bodies import bodies_of_patches, read

FILES = [CONTRACTS / "openapi" / f"{service}.json" for service in SERVICES]
ID = "018f3e1c-0000-7000-8000-000000000001"
#: A body or a reply may come in several forms; openapi-python-client knows the JSON of them.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEFT_OUT = tuple(f"unsupported content type {kind}" for kind in ("application/yaml", "text/csv", "text/plain", XLSX))
#: What each caller names; each resource has many fields more.
PATCHES: dict[str, dict[str, Any]] = {
    f"/v1/parties/{ID}": {"active": False},
    f"/v1/claim-rules/{ID}": {"note": "Until June"},
    f"/v1/instruments/{ID}": {"threshold": None},
    f"/v1/plans/{ID}": {"summary": "Attendance first"},
    "/v1/preferences": {"quiet_hours": {"days": ["friday"]}},
}
#: Names of components are words: no module's, no punctuation.
WORDS = re.compile(r"[A-Z][A-Za-z0-9]*")
#: A contract as it must not be: a patch's property has a default.
SAMPLE = {
    "openapi": "3.1.0",
    "info": {"title": "Sample", "version": "1"},
    "paths": {},
    "components": {
        "schemas": {
            "SampleUpdate": {
                "type": "object",
                "title": "SampleUpdate",
                "properties": {"name": {"type": "string"}, "note": {"type": "string", "default": ""}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.make(tmp_path_factory.mktemp("clients"))


@pytest.fixture(scope="module")
def typescript(workspace: Workspace) -> Done:
    done = workspace.generate_typescript(FILES)
    assert done.returncode == 0, npm.output(done)
    return workspace.compile_typescript()


@pytest.fixture(scope="module")
def python(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the generator of Python was not sure of."""
    sample = tmp_path_factory.mktemp("sample") / "sample.json"
    sample.write_text(json.dumps(SAMPLE))
    done = workspace.generate_python([*FILES, sample])
    assert done.returncode == 0, npm.output(done)
    warnings: list[str] = json.loads(done.stdout)
    return warnings


@pytest.fixture(scope="module")
def imported(workspace: Workspace, python: list[str]) -> dict[str, Any]:
    """What the generated packages say of themselves, once each of their modules is imported."""
    names = [f"{service}.{name}" for service in SERVICES for name in _that_may_be_empty(service)]
    done = workspace.python(PYTHON / "importing.py", str(workspace.folder / "python"), *names, "sample.SampleUpdate")
    assert done.returncode == 0, npm.output(done)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _that_may_be_empty(service: str) -> list[str]:
    return [name for name, schema in bodies_of_patches(read(service)).items() if "required" not in schema]


def test_typescript_of_all_contracts_compiles_with_its_callers(typescript: Done) -> None:
    assert typescript.returncode == 0, npm.output(typescript)


def test_python_of_all_contracts_leaves_out_only_forms_it_does_not_know(python: list[str]) -> None:
    assert [warning for warning in python if not warning.lower().endswith(LEFT_OUT)] == []


def test_python_of_all_contracts_compiles(workspace: Workspace, python: list[str]) -> None:
    done = workspace.python("-m", "compileall", "-q", str(workspace.folder / "python"))
    assert done.returncode == 0, npm.output(done)


@pytest.mark.parametrize("service", SERVICES)
def test_every_call_of_the_contract_is_a_module_of_the_python(service: str, imported: dict[str, Any]) -> None:
    calls = {
        facts["operationId"]
        for path in read(service)["paths"].values()
        for method, facts in path.items()
        if method != "parameters"
    }
    api = f"{service}_client.api."
    assert {name.rpartition(".")[2] for name in imported["modules"] if name.startswith(api)} - {"__init__"} == calls


def test_a_patch_that_names_nothing_is_empty_whatever_it_is_of(imported: dict[str, Any]) -> None:
    said = {name: body for name, body in imported["empty"].items() if not name.startswith("sample.")}
    assert len(said) > len(PATCHES)
    assert {name: body for name, body in said.items() if body} == {}


def test_a_client_would_send_a_default_it_is_told_of(imported: dict[str, Any]) -> None:
    assert imported["empty"]["sample.SampleUpdate"] == {"note": ""}


@pytest.mark.parametrize("kind", ["openapi_fetch", "hey_api", "openapi_python_client"])
@pytest.mark.usefixtures("typescript", "python")
def test_a_patch_sends_only_what_was_named(kind: str, workspace: Workspace) -> None:
    with recording() as recorder:
        codes = workspace.call(kind, recorder.origin)
    assert recorder.calls == [
        Call("PATCH", path, "application/json", '"7"', "Bearer secret", body) for path, body in PATCHES.items()
    ]
    assert codes == ["stale"] * len(PATCHES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_model_is_called_in_the_contract_as_its_title_says(service: str) -> None:
    schemas = read(service)["components"]["schemas"]
    assert {name: schema["title"] for name, schema in schemas.items() if schema["title"] != name} == {}
    assert [name for name in schemas if not WORDS.fullmatch(name)] == []


def _with(*names: str) -> dict[str, Any]:
    return {
        "paths": {"/x": [{"$ref": f"#/components/schemas/{name}"} for name in names]},
        "components": {"schemas": {name: {"title": name.rpartition("__")[2]} for name in names}},
    }


def test_models_of_one_name_are_told_apart_by_the_room() -> None:
    document = named(_with("shared__audit__tables__Outcome", "services__partners__emergency_access__tables__Outcome"))
    assert document["components"]["schemas"] == {
        "Outcome": {"title": "Outcome"},
        "EmergencyAccessOutcome": {"title": "EmergencyAccessOutcome"},
    }
    assert [use["$ref"].rpartition("/")[2] for use in document["paths"]["/x"]] == ["Outcome", "EmergencyAccessOutcome"]


def test_no_model_takes_the_name_of_another() -> None:
    for other in ("EmergencyAccessOutcome", "services__partners__emergency_access__schemas__Outcome"):
        with pytest.raises(ValueError, match="of one name"):
            named(_with("services__partners__emergency_access__tables__Outcome", other))
