"""What every upload widget sends first, a form, is refused in words that say what to send."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.testing.servers import SERVICES
from shared.web.openapi import routes_of, uploads_of
from shared.web.requires import upload_limit


@pytest.mark.parametrize("name", SERVICES)
async def test_a_file_in_a_form_is_refused_by_name(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service, tried = service_of(name), 0
    for route in routes_of(service.app):
        if any(upload_limit(door.call) for door in route.dependant.dependencies):
            path = route.path_format.format(**{wanted: str(new_id()) for wanted in route.param_convertors})
            method = next(iter(route.methods or ()))
            files = {"file": ("plan.csv", b"a,b", "text/csv")}
            reply = await service.machine(district_id).request(method, path, files=files, params={"name": "plan.csv"})
            assert_refused(reply, 415, "unsupported_media_type")
            assert "not in a form" in reply.json()["detail"]
            tried += 1
    assert tried == len(uploads_of(service.app))
    assert tried >= {"scheduling": 4, "assessment": 1}.get(name, 0)
