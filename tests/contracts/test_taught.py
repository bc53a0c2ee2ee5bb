"""Bodies the contract shows are what their calls take: by their schema, and by the running service."""

import json
from collections.abc import Callable
from uuid import UUID

import jsonschema_rs
import pytest

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.taught import PLACE, taught
from tests.assessment.support.caseloads.seed import OTHER
from tests.contracts.patch_bodies import read
from tests.isolation import seeds
from tests.isolation.calls import EVERY_DISTRICT_ROLE
from tests.isolation.seeds import guarded_routes
from tests.states.may import nothing_kept

#: What a front end's first pages send: each has a body that shows what it is for.
BEGUN_WITH = {
    *("create_plan", "give_task", "complete_task", "change_task", "add_note", "raise_barrier", "comment_on_barrier"),
    *("add_own_note", "add_staff", "assign_role", "add_party", "change_my_preferences", "assign_caseload"),
}


#: Whom a call speaks of that no path names.
KNOWN = {"assign_caseload": {"staff_id": OTHER}}


def shown(service: Service) -> list[str]:
    """The operations of a service whose rooms show a body."""
    return [route.name for route in guarded_routes(service) if taught(route)]


def test_what_a_front_end_begins_with_has_a_body_that_shows_it(service_of: Callable[[str], Service]) -> None:
    assert {name for service in SERVICES for name in shown(service_of(service))} == BEGUN_WITH


@pytest.mark.parametrize("service", [*SERVICES, "throughline"])
def test_the_contract_shows_it_and_its_schema_takes_it(service: str) -> None:
    contract, seen = read(service), 0
    registry = jsonschema_rs.Registry([("urn:c", {"$id": "urn:c", "components": contract["components"]})])
    for item in contract["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            schema = json.loads(json.dumps(body.get("schema", {})).replace('"#/components/', '"urn:c#/components/'))
            for name, example in body.get("examples", {}).items():
                found = jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=True)
                assert [error.message for error in found.iter_errors(example["value"])] == [], name
                assert example["summary"].endswith(".")
                assert not PLACE.search(json.dumps(example)), "ids are filled in"
                seen += 1
    assert seen


@pytest.mark.parametrize("service", SERVICES)
async def test_the_running_service_takes_it(
    service_of: Callable[[str], Service], service: str, district_id: UUID
) -> None:
    of, refused = service_of(service), []
    seeded = await seeds.seeded(of, district_id)
    for route in guarded_routes(of):
        if not taught(route):
            continue
        things = await seeds.changeable(of, district_id, route, seeded)
        known = {**things, **KNOWN.get(route.name, {})}
        if route.name == "complete_task":
            # The seeds' own is blocked by then.
            tasks = (await of.machine(district_id).get("/v1/tasks")).json()["items"]
            known["task_id"] = next(task["id"] for task in tasks if "complete" in task["may"])
        example = taught(route, lambda kind, known=known: known[f"{kind}_id"])  # type: ignore[misc]
        is_own = service == "notifications" or route.name == "add_own_note"
        caller = of.machine(district_id)
        if is_own:
            caller = of.person(district_id, UUID(things["staff_id"]), *EVERY_DISTRICT_ROLE)
        method = next(iter(route.methods or ()))
        headers = {"If-Match": "*"} if method == "PATCH" else {}
        with nothing_kept():
            url = route.path_format.format(**known)
            reply = await caller.request(method, url, json=example["request"], headers=headers)
        refused += [] if reply.is_success else [f"{route.name}: {reply.status_code} {reply.text[:300]}"]
    assert refused == [], "\n".join(refused)
