"""Every path, asked for a method it has not, says which it has."""

import re
from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("name", SERVICES)
async def test_a_path_says_which_methods_it_has(
    name: str, service_of: Callable[[str], Service], district_id: UUID
) -> None:
    service = service_of(name)
    machine = service.machine(district_id)
    had: defaultdict[str, set[str]] = defaultdict(set)
    for path, item in service.app.openapi()["paths"].items():
        # Paths of one form are told apart by what stands in them alone: `/plans/{id}` and `/plans/{plan_id}`.
        # A system has a name, which is never the form of an id.
        had[re.sub(r"{\w+}", "{}", path.replace("{source}", "sis"))] |= {method.upper() for method in item} & METHODS
    assert len(had) > 15
    for path, methods in had.items():
        for method in sorted(METHODS - methods):
            reply = await machine.request(method, path.replace("{}", str(new_id())), json={})
            assert reply.status_code == 405, (method, path, reply.text)
            assert reply.json()["code"] == "method_not_allowed", path
            assert set(reply.headers["allow"].split(", ")) - {"HEAD", "OPTIONS"} == methods, (method, path)
