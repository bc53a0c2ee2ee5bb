"""The rooms' seeds: each speaks of its own routes, and a room that lacks one is told which file to write."""

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import routes_of
from tests.isolation import seeds
from tests.isolation.samples import sample_of

STATED = (
    "BODIES",
    "QUERIES",
    "UPLOADS",
    "BY_PERSON",
    "NO_LIST",
    "ANSWERED",
    "UNVERSIONED",
    "MADE_BY_NAME",
    "GIVES_NOTHING",
    "TO_MENTORS",
)


@pytest.mark.parametrize("name", SERVICES)
def test_a_seed_speaks_of_the_routes_of_its_own_room(service_of: Callable[[str], Service], name: str) -> None:
    service = service_of(name)
    routes = seeds.guarded_routes(service)
    own = {(seeds.seed_of(route), route.name) for route in routes}
    if name != "partners":
        # Every service has the kernel's routes.
        own |= {(seeds.KERNEL, stated) for stated in seeds.every(service, "GIVES_NOTHING")}
    said = {
        (seed, operation)
        for seed in seeds.seeds_of(service)
        for what in STATED
        for operation in seeds.of_seed(seed, what)
    }
    assert len(said) >= 10
    assert said - own == set()


def route(path: str, module: str) -> APIRoute:
    """A route of some room."""

    def endpoint() -> None: ...

    endpoint.__module__ = module
    return APIRoute(path, endpoint)


def test_a_room_without_a_seed_is_told_which_file_is_missing() -> None:
    lonely = route("/v1/agreements/{agreement_id}", "services.partners.community.agreements.routes")
    with pytest.raises(seeds.NoSeed, match=r"agreement_id.*tests/partners/community/agreements/seed.py is missing"):
        seeds.check_every_thing_is_there([lonely], {})


def test_a_seed_that_makes_no_such_row_is_told_so() -> None:
    forgotten = route("/v1/schools/{school_id}/wings/{wing_id}", "services.partners.directory.schools.routes")
    with pytest.raises(seeds.NoSeed, match=r"wing_id.*tests/partners/directory/schools/seed.py makes none"):
        seeds.check_every_thing_is_there([forgotten], {"school_id": "x"})
    seeds.check_every_thing_is_there([forgotten], {"school_id": "x", "wing_id": "y"})


def test_a_body_is_what_the_model_wants_and_names_the_things(partners: Service) -> None:
    found = {route.name: route for route in routes_of(partners.app)}
    things = {"school_id": "s", "staff_id": "p", "party_id": "q"}
    assert sample_of(found["change_school"], things) == {"name": "x"}
    assert sample_of(found["link_identity"], things)["staff_id"] == "p"
    assert sample_of(found["open_emergency_access"], things)["school_id"] == "s"
