"""Bodies the contract shows are what their calls take: by their schema, and by the running service."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import jsonschema_rs
import pytest
from fastapi.routing import APIRoute

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.examples import DAY, id_of
from shared.web.openapi import takes_version
from shared.web.taught import PLACE, taught
from tests.assessment.support.caseloads.seed import HOLDER, OTHER
from tests.contracts.patch_bodies import read
from tests.isolation import seeds
from tests.isolation.calls import EVERY_DISTRICT_ROLE, caller_of, guarded
from tests.isolation.samples import sent_to
from tests.scheduling.factories import TODAY
from tests.states.may import nothing_kept

#: What a front end's first pages send: each has a body that shows what it is for.
BEGUN_WITH = {
    *("create_plan", "give_task", "complete_task", "change_task", "add_note", "raise_barrier", "comment_on_barrier"),
    *("add_own_note", "add_staff", "assign_role", "add_party", "change_my_preferences", "assign_caseload"),
}


#: Whom a call speaks of that no path names.
KNOWN = {
    "assign_caseload": {"staff_id": OTHER},
    "hand_caseload_over": {"staff_id": HOLDER, "other_staff_id": OTHER},
}
#: Codes of the sandbox, and what the seeds have for them.
OF_THE_SEEDS = {
    "record_answers": ("L1", "a0"),
    "correct_administration": ("L1", "a0"),
    "push_student": ("org-0101", "s1"),
}
#: What the seeds have not, and with what it is refused: the body itself is taken.
REFUSED = {
    "register_identity_provider": "outside_unreachable",
    "correct_attendance": "attendance_not_enrolled",
    "create_delegation": "delegate_elsewhere",
    "add_school_year": "school_years_overlap",
}
DAYS = re.compile(r"\b20\d\d-\d\d-\d\d\b")
#: An id that stands for a thing of the example's district.
OF_EXAMPLE = re.compile(r"018f3e1c-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")


def shown(service: Service) -> list[str]:
    """The operations of a service whose rooms show a body."""
    return [route.name for route in seeds.guarded_routes(service) if taught(route)]


def test_what_a_front_end_begins_with_has_a_body_that_shows_it(service_of: Callable[[str], Service]) -> None:
    assert BEGUN_WITH - {name for service in SERVICES for name in shown(service_of(service))} == set()


def bodies(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(operation, what the contract says) of every JSON body."""
    for item in read(service)["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None:
                yield operation["operationId"], body


def examples(body: Mapping[str, Any]) -> list[Any]:
    """The examples of a body."""
    return [one["value"] for one in body.get("examples", {}).values()] or [body["example"]]


@pytest.mark.parametrize("service", [*SERVICES, "throughline"])
def test_the_contract_shows_each_body_and_its_schema_takes_it(service: str) -> None:
    contract, seen = read(service), 0
    registry = jsonschema_rs.Registry([("urn:c", {"$id": "urn:c", "components": contract["components"]})])
    for name, body in bodies(service):
        schema = json.loads(json.dumps(body.get("schema", {})).replace('"#/components/', '"urn:c#/components/'))
        validator = jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=True)
        for example in examples(body):
            assert [error.message for error in validator.iter_errors(example)] == [], name
            assert not PLACE.search(json.dumps(example)), "ids are filled in"
            seen += 1
        assert [one for one in body.get("examples", {}).values() if not one["summary"].endswith(".")] == [], name
    assert seen


def of_today(text: str) -> str:
    """The same with its days as far from today as they are from the day of the examples."""
    shift = TODAY - date.fromisoformat(DAY)
    return DAYS.sub(lambda found: (date.fromisoformat(found[0]) + shift).isoformat(), text)


def of_things(route: APIRoute, example: Any, things: Mapping[str, str]) -> Any:
    """The body about these things."""
    known = {**things, **KNOWN.get(route.name, {})}
    by_id = {id_of(name.removesuffix("_id")): id_ for name, id_ in known.items() if name.endswith("_id")}
    text = OF_EXAMPLE.sub(lambda found: by_id.get(found[0], found[0]), of_today(json.dumps(example)))
    of_example, of_seeds = OF_THE_SEEDS.get(route.name, ("", ""))
    return json.loads(text.replace(f'"{of_example}"', f'"{of_seeds}"'))


@pytest.mark.parametrize("service", SERVICES)
async def test_the_running_service_takes_it(
    service_of: Callable[[str], Service], service: str, district_id: UUID
) -> None:
    of, wrong, taken = service_of(service), [], 0
    by_name = dict(bodies(service))
    seeded = await seeds.seeded(of, district_id)
    for method, route in guarded(of, ("POST", "PUT", "PATCH", "DELETE")):
        if route.name not in by_name:
            continue
        things = await seeds.changeable(of, district_id, route, seeded)
        if route.name == "complete_task":
            # The seeds' own is blocked by then.
            tasks = (await of.machine(district_id).get("/v1/tasks")).json()["items"]
            things["task_id"] = next(task["id"] for task in tasks if "complete" in task["may"])
        caller = caller_of(of, district_id, route, things)
        if route.name in ("change_my_preferences", "add_own_note"):
            caller = of.person(district_id, UUID(things["staff_id"]), *EVERY_DISTRICT_ROLE)
        sent = sent_to(route, things)
        sent["headers"] |= {"If-Match": "*"} if takes_version(route) else {}
        for example in examples(by_name[route.name]):
            with nothing_kept():
                usual = await caller.request(method, route.path_format.format(**things), **sent)
                said = {**sent, "json": of_things(route, example, things)}
                reply = await caller.request(method, route.path_format.format(**things), **without_file(said))
            taken += reply.is_success
            if not is_taken(route, reply, usual):
                wrong.append(f"{route.name}: {reply.status_code} {reply.text[:300]}, the seeds' {usual.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert taken >= len(by_name) / 2


def without_file(sent: dict[str, Any]) -> dict[str, Any]:
    """As JSON, where the seeds send a file."""
    headers = {name: value for name, value in sent["headers"].items() if name != "Content-Type"}
    return {**{name: value for name, value in sent.items() if name != "content"}, "headers": headers}


def is_taken(route: APIRoute, reply: httpx.Response, usual: httpx.Response) -> bool:
    """Is the body taken? Where the row stands otherwise it is refused for that, as the seeds' own body is."""
    if reply.is_success or reply.json().get("code") == REFUSED.get(route.name):
        return True
    same = (reply.status_code, reply.json().get("code")) == (usual.status_code, usual.json().get("code"))
    return same and reply.status_code in (403, 404, 409)
