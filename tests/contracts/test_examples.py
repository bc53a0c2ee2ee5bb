"""Every reply of the contracts has an example that is one: a mock server made of them answers with what a client can use."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from deploy.examples import FIRST, named_in, normal, shortened
from shared.ids import new_id
from shared.testing.servers import SERVICES
from shared.web.examples import Examples, id_of, recorded
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


#: What a front end's first screens read: of these the sandbox answered.
SCREENS = {
    "partners": {"Me", "School", "SchoolPage", "Staff", "StaffPage", "Role", "RoleAssignment"},
    "scheduling": {"MyDay", "Plan", "PlanSummaryPage", "Task", "TaskSummaryPage", "Barrier", "RollUp", "Overview"},
    "assessment": {"Student", "StudentPage", "RosterImport", "RosterImportPage", "Administration", "Instrument"},
    "notifications": {"InboxEntryPage", "InboxMessage", "Preferences", "MessageDetail", "Delivery"},
}


@pytest.mark.parametrize("service", SERVICES)
def test_what_screens_read_was_answered_by_the_sandbox(service: str) -> None:
    assert SCREENS[service] - recorded(service).keys() == set()


def test_the_examples_are_of_one_district() -> None:
    found = {name: one["value"] for name, one in read("throughline")["components"]["examples"].items()}
    person, school, plan, task = (id_of(kind) for kind in ("staff", "school", "plan", "task"))
    assert (found["Me"]["person"]["id"], found["Staff"]["id"], found["School"]["id"]) == (person, person, school)
    assert (found["Task"]["id"], found["Task"]["plan"]["id"], found["Plan"]["id"]) == (task, plan, plan)
    assert (found["Task"]["owner"]["id"], found["Task"]["school"]["id"]) == (person, school)
    assert task in [row["id"] for row in found["MyDay"]["overdue"]]
    assert found["Student"]["school"]["id"] == school
    assert not re.search(r"127\.0\.0\.1|localhost:8", json.dumps(found))


def test_what_a_model_has_gained_is_made_and_what_it_has_lost_is_left_out() -> None:
    name, gone = {"type": "string"}, {"name": "Oak", "gone": 1}
    models = {
        "Row": {"properties": {"name": name, "rows": {"type": "array", "items": name}, "more": {"type": "integer"}}}
    }
    assert Examples(models, {"Row": gone}).of_model("Row") == {"name": "Oak", "rows": ["Row"], "more": 12}


def test_a_recording_is_short_and_has_the_same_ids_as_the_last() -> None:
    def told() -> dict[str, Any]:
        plan, school = str(new_id()), str(new_id())
        row = {"id": plan, "school": {"id": school}, "link": f"http://127.0.0.1:8002/v1/plans/{plan}", FIRST: True}
        assert {*named_in({"items": [row]}, "plan")} == {("plan", plan), ("school", school)}
        return dict(normal({"scheduling": {"Plan": row}}, {"school": school})["scheduling"]["Plan"])

    assert told() == told()
    assert (told()["id"], told()["school"]["id"]) == (id_of("plan"), id_of("school"))
    assert told()["link"] == f"https://cedarvalley.example/v1/plans/{id_of('plan')}"
    assert shortened({"items": [{"n": n} for n in range(9)], "names": [*"abc"]}, 2) == {
        "items": [{"n": 0}, {"n": 1}],
        "names": [*"abc"],
    }
